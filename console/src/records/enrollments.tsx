import { useSignal } from "@preact/signals";
import { answerOf } from "../api/answer";
import { Button } from "../design/button";
import { ErrorCallout, Loading } from "../design/messages";
import { WideTable } from "../design/table";
import { money } from "../format";
import { usePages } from "../live/pages";
import { useServices } from "../services";
import { words } from "../words";
import { LaunchLinks } from "./launch_links";

const PAGE = 50;
const say = words.classes;

/** Who is in a class; those who are chosen can be given something. */
export function Enrollments({ id }: { id: string }) {
  const { api } = useServices();
  const chosen = useSignal<readonly string[]>([]);
  const pages = usePages(
    async (cursor, signal) => {
      const page = answerOf(
        await api.GET("/v1/classes/{class_id}/enrollments", {
          params: {
            path: { class_id: id },
            query: { limit: PAGE, ...(cursor ? { cursor } : {}) },
          },
          signal,
        }),
      );
      return { items: page.enrollments, next: page.next_cursor };
    },
    [id],
  );
  const choose = (student: string, on: boolean) => {
    chosen.value = on ? [...chosen.value, student] : chosen.value.filter((one) => one !== student);
  };
  return (
    <section class="section">
      <div class="section-head">
        <h2>{say.enrollments}</h2>
        {chosen.value.length > 0 && (
          <div class="inline">
            <span class="muted">{words.tasks.chosen(chosen.value.length)}</span>
            <LaunchLinks field="students" ids={chosen.value} label={say.enrollments} />
          </div>
        )}
      </div>
      {pages.error ? <ErrorCallout error={pages.error} retry={pages.reload} /> : null}
      {!pages.items && !pages.error && <Loading />}
      {pages.items?.length === 0 && <p class="muted">{say.noEnrollments}</p>}
      {pages.items && pages.items.length > 0 && (
        <WideTable label={say.enrollments}>
          <thead>
            <tr>
              <td />
              <th scope="col">{say.student}</th>
              <th scope="col">{say.family}</th>
              <th scope="col" class="number">
                {say.tuition}
              </th>
              <th scope="col">{say.makeup}</th>
            </tr>
          </thead>
          <tbody>
            {pages.items.map((one) => (
              <tr key={`${one.student} ${one.makeup ?? ""}`}>
                <td class="narrow">
                  <input
                    type="checkbox"
                    aria-label={say.choose(one.student)}
                    checked={chosen.value.includes(one.student)}
                    onChange={(event) => choose(one.student, event.currentTarget.checked)}
                  />
                </td>
                <td>{one.student}</td>
                <td>
                  <a href={`/families/${encodeURIComponent(one.family)}`}>{one.family}</a>
                </td>
                <td class="number">{money(one.tuition_cents)}</td>
                <td>{one.makeup}</td>
              </tr>
            ))}
          </tbody>
        </WideTable>
      )}
      {pages.more && (
        <div>
          <Button busy={pages.loading} onClick={pages.loadMore}>
            {words.more}
          </Button>
        </div>
      )}
    </section>
  );
}
