import { useRoute } from "preact-iso";
import { answerOf } from "../api/answer";
import type { components } from "../api/schema";
import { ErrorCallout, Loading } from "../design/messages";
import { Page } from "../design/page";
import { useLoad } from "../live/use";
import { useServices } from "../services";
import { Fact } from "../tasks/facts";
import { words } from "../words";
import { LaunchLinks } from "./launch_links";
import { Student } from "./student";

type Family = components["schemas"]["FamilyView"];

const say = words.families;

/** A family with its students and their makeup tokens, and what can be launched for it. */
export default function FamilyPage() {
  const { params } = useRoute();
  const id = params.id ?? "";
  return <FamilyView key={id} id={id} />;
}

function FamilyView({ id }: { id: string }) {
  const { api } = useServices();
  const found = useLoad(
    async (signal) =>
      answerOf(
        await api.GET("/v1/families/{family}", { params: { path: { family: id } }, signal }),
      ),
    [id],
  );
  const family = found.data;
  return (
    <Page title={id} back={{ href: "/families", text: say.title }}>
      {found.error ? <ErrorCallout error={found.error} retry={found.reload} /> : null}
      {!family && !found.error && <Loading />}
      {family && (
        <>
          <div class="stack">
            <Facts family={family} />
            <LaunchLinks field="families" ids={[id]} label={say.launch} />
          </div>
          <section class="section">
            <h2>{say.students}</h2>
            {family.students.map((student) => (
              <Student key={student} id={student} />
            ))}
          </section>
        </>
      )}
    </Page>
  );
}

function Facts({ family }: { family: Family }) {
  return (
    <section class="card">
      <dl class="facts">
        <Fact label={say.email}>{family.email ?? say.noEmail}</Fact>
        <Fact label={say.mailings}>{family.opted_in ? say.optedIn : say.optedOut}</Fact>
        {family.suppressed && <Fact label={say.suppressed}>{family.suppressed}</Fact>}
        <Fact label={say.keywords}>
          {family.keywords.length ? (
            <span class="chips">
              {family.keywords.map((keyword) => (
                <span key={keyword} class="chip">
                  {keyword}
                </span>
              ))}
            </span>
          ) : (
            words.none
          )}
        </Fact>
      </dl>
    </section>
  );
}
