import { useRoute } from "preact-iso";
import { answerOf } from "../api/answer";
import { ErrorCallout, Loading } from "../design/messages";
import { Page } from "../design/page";
import { useLoad } from "../live/use";
import { useServices } from "../services";
import { Fact } from "../tasks/facts";
import { words } from "../words";
import { Enrollments } from "./enrollments";
import { LaunchLinks } from "./launch_links";
import { Sessions } from "./sessions";

const say = words.classes;

/** A class with its sessions and enrollments, and what can be launched for it. */
export default function ClassPage() {
  const { params } = useRoute();
  const id = params.id ?? "";
  return <ClassView key={id} id={id} />;
}

function ClassView({ id }: { id: string }) {
  const { api } = useServices();
  const found = useLoad(
    async (signal) =>
      answerOf(
        await api.GET("/v1/classes/{class_id}", { params: { path: { class_id: id } }, signal }),
      ),
    [id],
  );
  const one = found.data;
  return (
    <Page title={one?.title || id} back={{ href: "/classes", text: say.title }}>
      {found.error ? <ErrorCallout error={found.error} retry={found.reload} /> : null}
      {!one && !found.error && <Loading />}
      {one && (
        <>
          <div class="stack">
            <section class="card">
              <dl class="facts">
                <Fact label={say.name}>{one.id}</Fact>
                <Fact label={say.section}>{one.section || words.none}</Fact>
                <Fact label={say.location}>{one.location || words.none}</Fact>
                <Fact label={say.ages}>{say.age(one.age_min, one.age_max)}</Fact>
              </dl>
            </section>
            <LaunchLinks field="classes" ids={[id]} label={say.launch} />
          </div>
          <Sessions id={id} />
          <Enrollments id={id} />
        </>
      )}
    </Page>
  );
}
