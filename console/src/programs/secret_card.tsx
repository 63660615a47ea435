import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { Button } from "../design/button";
import { announce } from "../live/announcer";
import { words } from "../words";

const say = words.secrets;

/** What was made just now and is shown this one time, to be copied. It lives on this page alone. */
export function SecretCard({
  title,
  secret,
  onDone,
}: {
  title: string;
  secret: string;
  onDone: () => void;
}) {
  const id = useId();
  const card = useRef<HTMLElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const result = useSignal("");
  useEffect(() => {
    // After the dialog has given the focus back: what matters now is here.
    const frame = requestAnimationFrame(() => requestAnimationFrame(() => field.current?.focus()));
    card.current?.scrollIntoView({ block: "nearest" });
    return () => cancelAnimationFrame(frame);
  }, []);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret);
      result.value = say.copied;
      announce(say.copied);
    } catch {
      field.current?.select();
      result.value = say.notCopied;
      announce(say.notCopied);
    }
  };
  return (
    <section ref={card} class="card stack secret" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      <div class="field">
        <p class="hint" id={`${id}-hint`}>
          {say.once}
        </p>
        <div class="secret-line">
          <input
            ref={field}
            readOnly
            aria-labelledby={`${id}-title`}
            aria-describedby={`${id}-hint`}
            autocomplete="off"
            spellcheck={false}
            value={secret}
            onFocus={(event) => {
              event.currentTarget.select();
              event.currentTarget.scrollLeft = 0;
            }}
          />
          <Button icon="copy" look="primary" onClick={copy}>
            {say.copy}
          </Button>
        </div>
      </div>
      <div class="inline">
        <Button onClick={onDone}>{say.done}</Button>
        {result.value && <span class="muted">{result.value}</span>}
      </div>
    </section>
  );
}
