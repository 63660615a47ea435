import { useLocation, useRoute } from "preact-iso";
import { answerOf, isGone } from "../api/answer";
import { Empty, ErrorCallout, Loading } from "../design/messages";
import { Page } from "../design/page";
import { useLoad } from "../live/use";
import { useServices } from "../services";
import { words } from "../words";
import { WorkflowForm } from "./workflow_form";

const say = words.autopilot;

/** Changes a workflow, or makes a new one. */
export default function WorkflowPage() {
  const { params } = useRoute();
  const { api, kinds } = useServices();
  const { route } = useLocation();
  const id = params.id ?? "new";
  const loaded = useLoad(
    async (signal) => {
      const known = await kinds.load();
      if (id === "new") return { kinds: known, workflow: null };
      const path = { workflow_id: id };
      const answer = await api.GET("/v1/autopilots/{workflow_id}", { params: { path }, signal });
      return { kinds: known, workflow: answerOf(answer) };
    },
    [id],
  );
  const title = loaded.data?.workflow?.name ?? say.create;
  return (
    <Page title={title} back={{ href: "/autopilot", text: say.title }}>
      {isGone(loaded.error) ? <Empty title={words.trouble.nothingHereText} /> : null}
      {loaded.error && !isGone(loaded.error) ? (
        <ErrorCallout error={loaded.error} retry={loaded.reload} />
      ) : null}
      {!loaded.data && !loaded.error && <Loading />}
      {loaded.data && (
        <WorkflowForm
          key={id}
          kinds={loaded.data.kinds}
          workflow={loaded.data.workflow}
          onSaved={() => route("/autopilot")}
        />
      )}
    </Page>
  );
}
