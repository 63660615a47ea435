import { useSignal } from "@preact/signals";
import { answerOf, done, isGone } from "../api/answer";
import type { Credential } from "../api/types";
import { Button, LinkButton } from "../design/button";
import { ConfirmDialog } from "../design/confirm";
import { Empty, ErrorCallout, Loading } from "../design/messages";
import { Page } from "../design/page";
import { timeToMinute } from "../format";
import { announce } from "../live/announcer";
import { useLoad } from "../live/use";
import { useServices } from "../services";
import { Fact } from "../tasks/facts";
import { addressOf } from "../tasks/filter";
import { words } from "../words";
import { AddDialog, type Made } from "./add_dialog";
import { Chips } from "./chips";
import { SecretCard } from "./secret_card";
import { permissionText } from "./told";

const say = words.programs;

/** The logins of programs. Owners alone see them. */
export default function ProgramsPage() {
  const { api, session } = useServices();
  const owner = session.user()?.groups.includes("owner") ?? false;
  const adding = useSignal(false);
  const made = useSignal<Made | null>(null);
  const revoking = useSignal<Credential | null>(null);
  const all = useLoad(
    async (signal) =>
      owner ? answerOf(await api.GET("/v1/credentials", { signal })).credentials : [],
    [owner],
  );
  if (!owner) {
    return (
      <Page title={say.title}>
        <Empty title={say.ownersOnly} />
      </Page>
    );
  }
  return (
    <Page
      title={say.title}
      actions={
        <Button
          icon="launch"
          look="primary"
          onClick={() => {
            adding.value = true;
          }}
        >
          {say.create}
        </Button>
      }
    >
      <p class="muted intro">{say.intro}</p>
      {made.value && (
        <SecretCard
          key={made.value.id}
          title={say.keyOf(made.value.name)}
          secret={made.value.key}
          onDone={() => {
            made.value = null;
          }}
        />
      )}
      {all.error ? <ErrorCallout error={all.error} retry={all.reload} /> : null}
      {!all.data && !all.error && <Loading />}
      {all.data?.length === 0 && <Empty title={say.none} text={say.noneText} />}
      <ul class="stack">
        {all.data?.map((one) => (
          <li key={one.id}>
            <CredentialCard
              credential={one}
              onRevoke={() => {
                revoking.value = one;
              }}
            />
          </li>
        ))}
      </ul>
      {adding.value && (
        <AddDialog
          onUnsure={all.reload}
          onClose={(now) => {
            adding.value = false;
            if (!now) return;
            made.value = now;
            announce(say.made(now.name));
            all.reload();
          }}
        />
      )}
      {revoking.value && (
        <RevokeDialog
          credential={revoking.value}
          onClose={(revoked) => {
            if (revoked && made.value?.id === revoking.value?.id) made.value = null;
            revoking.value = null;
            if (revoked) all.reload();
          }}
        />
      )}
    </Page>
  );
}

function CredentialCard({
  credential,
  onRevoke,
}: {
  credential: Credential;
  onRevoke: () => void;
}) {
  const { name, permissions, last_used_at } = credential;
  return (
    <article class="card stack">
      <div class="section-head">
        <h2>{name}</h2>
        <div class="inline">
          <LinkButton href={addressOf({ launched_by: credential.id })}>{say.tasks}</LinkButton>
          <Button icon="trash" aria-label={say.revokeOne(name)} onClick={onRevoke}>
            {say.revoke}
          </Button>
        </div>
      </div>
      <dl class="facts">
        <Fact label={say.permissions}>
          {permissions.length ? (
            <Chips texts={permissions.map(permissionText)} />
          ) : (
            say.noPermissions
          )}
        </Fact>
        <Fact label={say.madeBy}>{credential.made_by}</Fact>
        <Fact label={say.madeAt}>{timeToMinute(credential.created_at)}</Fact>
        <Fact label={say.lastUsed}>
          {last_used_at ? timeToMinute(last_used_at) : say.neverUsed}
        </Fact>
      </dl>
    </article>
  );
}

function RevokeDialog({
  credential,
  onClose,
}: {
  credential: Credential;
  onClose: (revoked: boolean) => void;
}) {
  const { api } = useServices();
  const revoke = async () => {
    const path = { credential_id: credential.id };
    try {
      done(await api.DELETE("/v1/credentials/{credential_id}", { params: { path } }));
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    announce(say.revoked(credential.name));
  };
  return (
    <ConfirmDialog title={say.revokeTitle(credential.name)} act={revoke} onClose={onClose}>
      <p>{say.revokeText}</p>
    </ConfirmDialog>
  );
}
