import type { Mailing } from "../api/types";
import { Callout } from "../design/messages";
import { human, number } from "../format";
import { words } from "../words";

/** Whom a mailing would reach, whom not, and its first mails. */
export function MailPreview({ mailing, stale }: { mailing: Mailing; stale: boolean }) {
  return (
    <section class="card stack" aria-label={words.preview.title}>
      <h2>{words.preview.title}</h2>
      {stale && <Callout tone="warning">{words.preview.stale}</Callout>}
      <p role="status">
        <b>
          {mailing.complete
            ? words.preview.wouldGet(mailing.would_get)
            : words.preview.wouldGetSome(mailing.would_get, mailing.looked_at)}
        </b>
      </p>
      {mailing.would_not.length > 0 && (
        <div>
          <h3>{words.preview.wouldNot}</h3>
          <ul>
            {mailing.would_not.map((reason) => (
              <li key={reason.code}>
                {number(reason.count)} – {human(reason.code)}{" "}
                <span class="muted">
                  ({words.details.example} {reason.example})
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {mailing.mails.length > 0 && <h3>{words.preview.mails}</h3>}
      {mailing.mails.map((mail) => (
        <article key={mail.to} class="mail">
          <dl class="mail-head">
            <dt>{words.preview.to}</dt>
            <dd>{mail.to}</dd>
            <dt>{words.preview.from}</dt>
            <dd>{mail.sender}</dd>
            <dt>{words.preview.subject}</dt>
            <dd>
              <b>{mail.subject}</b>
            </dd>
          </dl>
          <pre>{mail.text}</pre>
          {mail.html && <p class="hint">{words.preview.html}</p>}
        </article>
      ))}
    </section>
  );
}
