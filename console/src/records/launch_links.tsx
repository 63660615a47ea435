import { useEffect } from "preact/hooks";
import { LinkButton } from "../design/button";
import type { Schema } from "../launch/schema";
import { useServices } from "../services";

/** Kinds that take such records, by the name of the field: each with its form filled in with them. */
export function LaunchLinks({
  field,
  ids,
  label,
}: {
  field: "classes" | "families" | "students";
  ids: readonly string[];
  label: string;
}) {
  const { kinds } = useServices();
  useEffect(() => {
    kinds.load().catch(() => undefined);
  }, [kinds]);
  const taking = (kinds.all.value ?? []).filter(({ params }) => field in propertiesOf(params));
  if (!taking.length || !ids.length) return null;
  const query = new URLSearchParams({ [field]: ids.join(",") }).toString();
  return (
    <section class="inline" aria-label={label}>
      {taking.map(({ name, title }) => (
        <LinkButton key={name} icon="launch" href={`/launch/${name}?${query}`}>
          {title}
        </LinkButton>
      ))}
    </section>
  );
}

function propertiesOf(params: Schema): Readonly<Record<string, Schema>> {
  return params.properties ?? {};
}
