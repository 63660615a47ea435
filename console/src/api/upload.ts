import { answerOf, Unreachable } from "./answer";
import type { Api } from "./client";

/** As the API allows: `POST /v1/uploads`. */
export const MAX_BYTES = 100 * 1024 * 1024;

/** The storage said no, with its own reason. */
export class UploadRefused extends Error {
  override readonly name = "UploadRefused";
}

/**
 * Send a file to where the API wants it; answers the id of the upload.
 * @param onProgress Called with the share that is sent, 0 to 1.
 */
export async function sendFile(
  api: Api,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const place = answerOf(
    await api.POST("/v1/uploads", {
      body: { filename: file.name, content_type: "text/csv" },
      signal,
    }),
  );
  const form = new FormData();
  for (const [name, value] of Object.entries(place.fields)) form.append(name, String(value));
  form.append("file", new File([file], file.name, { type: "text/csv" }));
  await post(place.url, form, onProgress, signal);
  return place.upload_id;
}

/** `fetch` does not say how much of a body has left; this does. */
function post(
  url: string,
  form: FormData,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status < 300) resolve();
      else reject(new UploadRefused(/<Message>([^<]*)</.exec(request.responseText)?.[1] ?? ""));
    };
    request.onerror = () => reject(new Unreachable());
    request.onabort = () => reject(new DOMException("stopped", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}
