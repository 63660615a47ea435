import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { MAX_BYTES, sendFile, UploadRefused } from "../api/upload";
import { Button } from "../design/button";
import type { Wired } from "../design/field";
import { sayError } from "../design/messages";
import { bytes } from "../format";
import { announce } from "../live/announcer";
import { useServices } from "../services";
import { words } from "../words";

/** A file that is uploaded as soon as it is chosen. */
export interface Uploaded {
  readonly id: string;
  readonly name: string;
  readonly size: number;
}

/** Why a file cannot be sent, before it is. */
export function fileProblem(file: Pick<File, "name" | "size">): string | null {
  if (!/\.(csv|txt)$/i.test(file.name)) return words.upload.notCsv;
  if (file.size === 0) return words.upload.empty;
  return file.size > MAX_BYTES ? words.upload.tooLarge(bytes(MAX_BYTES)) : null;
}

/** Chooses a CSV file, or takes one that is dropped, and sends it with a bar of its own. */
export function FileInput({
  value,
  onChange,
  wired,
}: {
  value: Uploaded | null;
  onChange: (uploaded: Uploaded | null) => void;
  wired: Wired;
}) {
  const { api } = useServices();
  const sending = useSignal<{ name: string; share: number } | null>(null);
  const problem = useSignal("");
  const over = useSignal(false);
  const last = useRef<File | null>(null);
  const aborting = useRef<AbortController | null>(null);
  useEffect(() => () => aborting.current?.abort(), []);
  const send = async (file: File) => {
    last.current = file;
    problem.value = fileProblem(file) ?? "";
    onChange(null);
    if (problem.value) return;
    const mine = new AbortController();
    aborting.current = mine;
    sending.value = { name: file.name, share: 0 };
    try {
      const progress = (share: number) => {
        sending.value = { name: file.name, share };
      };
      const id = await sendFile(api, file, progress, mine.signal);
      onChange({ id, name: file.name, size: file.size });
      announce(words.upload.sent(file.name, bytes(file.size)));
    } catch (error) {
      if (!mine.signal.aborted) problem.value = sayFailure(error);
    }
    sending.value = null;
  };
  const again = last.current && problem.value && !fileProblem(last.current);
  return (
    <fieldset
      class={over.value ? "upload over" : "upload"}
      onDragOver={(event) => {
        event.preventDefault();
        over.value = true;
      }}
      onDragLeave={() => {
        over.value = false;
      }}
      onDrop={(event) => {
        event.preventDefault();
        over.value = false;
        const file = event.dataTransfer?.files[0];
        if (file) void send(file);
      }}
    >
      {value && <p>{words.upload.sent(value.name, bytes(value.size))}</p>}
      {sending.value && (
        <>
          <p>{words.upload.sending(sending.value.name)}</p>
          <progress
            max={1}
            value={sending.value.share}
            aria-label={words.upload.sending(sending.value.name)}
          />
          <Button onClick={() => aborting.current?.abort()}>{words.upload.stop}</Button>
        </>
      )}
      {problem.value && (
        <p class="field-error" role="alert">
          {problem.value}
        </p>
      )}
      <div class="inline">
        <input
          {...wired}
          type="file"
          accept=".csv,.txt,text/csv"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file) void send(file);
          }}
        />
        {again && (
          <Button onClick={() => last.current && void send(last.current)}>
            {words.upload.again}
          </Button>
        )}
        {!value && !sending.value && <span class="muted">{words.upload.drop}</span>}
      </div>
    </fieldset>
  );
}

function sayFailure(error: unknown): string {
  if (error instanceof UploadRefused) return `${words.upload.failed} ${error.message}`;
  return sayError(error);
}
