import { useMemo } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";
import type { Kind } from "../api/types";
import { LinkButton } from "../design/button";
import { Empty, ErrorCallout, Loading } from "../design/messages";
import { Page } from "../design/page";
import { type Loaded, useLoad } from "../live/use";
import { useServices } from "../services";
import { words } from "../words";
import { LaunchForm } from "./form";

/** What may be launched, or the form of one kind. */
export default function LaunchPage() {
  const { kinds } = useServices();
  const { params } = useRoute();
  const all = useLoad(() => kinds.load(), [kinds]);
  const name = params.kind;
  if (name) return <KindPage key={name} name={name} loaded={all} />;
  return (
    <Page title={words.launch.title} back={{ href: "/tasks", text: words.tasks.title }}>
      {all.error ? <ErrorCallout error={all.error} retry={all.reload} /> : null}
      {!all.data && !all.error && <Loading />}
      {all.data?.length === 0 && <Empty title={words.launch.none} />}
      <ul class="kind-list">
        {all.data?.map((kind) => (
          <li key={kind.name}>
            <a href={`/launch/${kind.name}`}>
              <b>{kind.title}</b>
              <span class="muted">{String(kind.params.description ?? "")}</span>
            </a>
          </li>
        ))}
      </ul>
    </Page>
  );
}

function KindPage({ name, loaded }: { name: string; loaded: Loaded<readonly Kind[]> }) {
  const { query, route } = useLocation();
  const asked = JSON.stringify(query);
  const given = useMemo(() => JSON.parse(asked) as Record<string, string>, [asked]);
  const kind = loaded.data?.find((one) => one.name === name);
  return (
    <Page
      title={kind?.title ?? words.launch.title}
      back={{ href: "/launch", text: words.launch.title }}
    >
      {loaded.error ? <ErrorCallout error={loaded.error} retry={loaded.reload} /> : null}
      {loaded.loading && !loaded.data && <Loading />}
      {loaded.data && !kind && (
        <Empty title={words.launch.unknownKind}>
          <LinkButton href="/launch">{words.launch.title}</LinkButton>
        </Empty>
      )}
      {kind && (
        <LaunchForm kind={kind} given={given} onLaunched={(task) => route(`/tasks/${task.id}`)} />
      )}
    </Page>
  );
}
