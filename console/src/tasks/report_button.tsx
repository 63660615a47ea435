import { useSignal } from "@preact/signals";
import { answerOf } from "../api/answer";
import type { Task } from "../api/types";
import { Button } from "../design/button";
import { Callout } from "../design/messages";
import { useServices } from "../services";
import { words } from "../words";
import { saveFile } from "./save_file";

/** Fetches the file that a task has made. */
export function ReportButton({ task }: { task: Task }) {
  const { api } = useServices();
  const busy = useSignal(false);
  const failed = useSignal(false);
  const press = async () => {
    busy.value = true;
    failed.value = false;
    try {
      const answer = await api.GET("/v1/reports/{report_id}", {
        params: { path: { report_id: task.id } },
        parseAs: "blob",
      });
      const file = answerOf(answer) as unknown as Blob;
      saveFile(file, `job-${task.number}.${ENDINGS[file.type.split(";")[0] ?? ""] ?? "pdf"}`);
    } catch {
      failed.value = true;
    }
    busy.value = false;
  };
  return (
    <>
      <Button icon="download" look="primary" busy={busy.value} onClick={press}>
        {words.details.file}
      </Button>
      {failed.value && <Callout tone="error">{words.details.csvFailed}</Callout>}
    </>
  );
}

const ENDINGS: Readonly<Record<string, string>> = {
  "text/csv": "csv",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
  "application/pdf": "pdf",
};
