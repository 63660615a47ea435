import { useSignal } from "@preact/signals";
import { useRoute } from "preact-iso";
import { answerOf, isGone } from "../api/answer";
import type { Job } from "../api/types";
import { Empty, ErrorCallout, Loading } from "../design/messages";
import { Page } from "../design/page";
import { StatusTag } from "../design/status";
import { WideTable } from "../design/table";
import { number, time } from "../format";
import { usePolling } from "../live/use";
import { useServices } from "../services";
import { words } from "../words";

const say = words.jobs;

/** View → Background Jobs: the last 25 of a permit, live. */
export default function JobsPage() {
  const { api } = useServices();
  const { params } = useRoute();
  const id = params.id ?? "";
  const jobs = useSignal<readonly Job[] | null>(null);
  const failure = useSignal<unknown>(null);
  const lookAgain = usePolling(
    async (signal) => {
      try {
        const answer = await api.GET("/v1/permits/{permit}/background-jobs", {
          params: { path: { permit: id } },
          signal,
        });
        jobs.value = answerOf(answer).jobs;
        failure.value = null;
      } catch (error) {
        if (!signal.aborted) failure.value = error;
        if (!isGone(error)) throw error;
      }
      return jobs.value?.some(({ ended_at }) => !ended_at) ?? false;
    },
    [id],
  );
  return (
    <Page
      title={say.title(id)}
      back={{ href: `/permits/${encodeURIComponent(id)}`, text: words.permits.back }}
    >
      {failure.value !== null && !jobs.value && (
        <ErrorCallout error={failure.value} retry={lookAgain} />
      )}
      {!jobs.value && failure.value === null && <Loading />}
      {jobs.value?.length === 0 && <Empty title={say.none} text={say.noneText} />}
      {jobs.value && jobs.value.length > 0 && <JobTable jobs={jobs.value} />}
    </Page>
  );
}

function JobTable({ jobs }: { jobs: readonly Job[] }) {
  return (
    <>
      <p class="muted jobs-hint">{say.hint}</p>
      <WideTable label={say.hint}>
        <thead>
          <tr>
            <th scope="col">{say.job}</th>
            <th scope="col">{say.type}</th>
            <th scope="col">{say.user}</th>
            <th scope="col">{say.start}</th>
            <th scope="col">{say.end}</th>
            <th scope="col" class="number">
              {say.warning}
            </th>
            <th scope="col" class="number">
              {say.errors}
            </th>
            <th scope="col">{say.status}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <tr key={job.id}>
              <td>#{job.number}</td>
              <td class="nowrap">{job.type}</td>
              <td>{job.user}</td>
              <td class="nowrap">{time(job.started_at)}</td>
              <td class="nowrap">{time(job.ended_at)}</td>
              <td class="number">{number(job.warnings)}</td>
              <td class="number">{number(job.errors)}</td>
              <td>
                <StatusTag status={job.status} />
              </td>
              <td class="nowrap">
                <a href={`/tasks/${job.id}`}>
                  {say.details}
                  <span class="unseen"> {words.tasks.job(job.number)}</span>
                </a>
              </td>
            </tr>
          ))}
        </tbody>
      </WideTable>
    </>
  );
}
