import type { components } from "./schema";

type Schemas = components["schemas"];

export type Task = Schemas["TaskView"];
/** Why a task does not move. */
export type Waiting = NonNullable<Task["waiting"]>;
export type Progress = Schemas["ProgressView"];
export type Outcome = Schemas["Outcome"];
export type OutcomeRow = Schemas["OutcomeView"];
export type OutcomeGroup = Schemas["OutcomeGroupView"];
export type Status = Schemas["Status"];
export type TaskState = Schemas["TaskState"];
export type Notification = Schemas["NotificationView"];
/** Of a refusal that is not ours, such as the gateway's, nothing is known but its status. */
export type Problem = Omit<Schemas["Problem"], "type"> & {
  type: Schemas["ProblemType"] | "about:blank";
};
export type FieldProblem = Schemas["FieldProblem"];
export type Kind = Schemas["KindView"];
export type Permit = Schemas["PermitView"];
export type SavedPermit = Schemas["SavedPermitView"];
export type Reservation = Schemas["ReservationView"];
export type ReservationInput = Schemas["ReservationInput"];
export type Requirements = Schemas["Requirements"];
export type Receipt = Schemas["ReceiptView"];
export type Job = Schemas["JobView"];
export type Workflow = Schemas["WorkflowView"];
export type Credential = Schemas["CredentialView"];
export type Permission = Schemas["Permission"];
export type Webhook = Schemas["WebhookView"];
export type WebhookEvent = Schemas["WebhookEvent"];
export type Delivery = Schemas["DeliveryView"];
export type Mailing = Schemas["PreviewView"];
export type Audit = Schemas["AuditView"];

/** Nothing more will happen to a task that is in one of these. */
const ENDED: ReadonlySet<TaskState> = new Set<TaskState>(["completed", "failed", "cancelled"]);

export function hasEnded(task: Pick<Task, "state">): boolean {
  return ENDED.has(task.state);
}
