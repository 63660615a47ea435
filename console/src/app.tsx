import { useEffect } from "preact/hooks";
import { LocationProvider, lazy, Route, Router, useLocation } from "preact-iso";
import { Icon } from "./design/icon";
import { announcement } from "./live/announcer";
import { BellMenu } from "./notifications/bell_menu";
import { Notices } from "./notifications/notices";
import { type Services, ServicesProvider } from "./services";
import { CrashGuard } from "./shell/crash";
import { Nav } from "./shell/nav";
import { NotFound } from "./shell/not_found";
import { OutageBanner, SessionDialog } from "./shell/trouble";
import { UserMenu } from "./shell/user_menu";
import TasksPage from "./tasks/page";
import { words } from "./words";

const DetailsPage = lazy(() => import("./tasks/details_page"));
const LaunchPage = lazy(() => import("./launch/page"));
const NotificationsPage = lazy(() => import("./notifications/page"));
const PermitsPage = lazy(() => import("./permits/page"));
const EditorPage = lazy(() => import("./permits/editor_page"));
const JobsPage = lazy(() => import("./permits/jobs_page"));
const ReceiptPage = lazy(() => import("./permits/receipt_page"));
const HoldersPage = lazy(() => import("./permits/holders_page"));
const HolderPage = lazy(() => import("./permits/holder_page"));
const ClassesPage = lazy(() => import("./records/classes_page"));
const ClassPage = lazy(() => import("./records/class_page"));
const FamiliesPage = lazy(() => import("./records/families_page"));
const FamilyPage = lazy(() => import("./records/family_page"));
const AutopilotPage = lazy(() => import("./autopilot/page"));
const WorkflowPage = lazy(() => import("./autopilot/workflow_page"));
const ProgramsPage = lazy(() => import("./programs/page"));
const WebhooksPage = lazy(() => import("./webhooks/page"));
const WebhookPage = lazy(() => import("./webhooks/webhook_page"));
const TrailPage = lazy(() => import("./trail/page"));

/** The console of somebody who is signed in. */
export function App({ services }: { services: Services }) {
  useEffect(() => services.bell.start(), [services]);
  return (
    <ServicesProvider value={services}>
      <LocationProvider>
        <Frame />
      </LocationProvider>
    </ServicesProvider>
  );
}

function Frame() {
  const { path } = useLocation();
  return (
    <div class="frame">
      <a class="skip" href="#main">
        {words.skip}
      </a>
      <header class="top">
        <a class="brand" href="/tasks">
          <Icon name="tasks" />
          {words.product}
        </a>
        <div class="top-right">
          <BellMenu />
          <UserMenu />
        </div>
      </header>
      <Nav />
      <main id="main" tabIndex={-1}>
        <OutageBanner />
        <CrashGuard at={path}>
          <Views />
        </CrashGuard>
      </main>
      <Notices />
      <SessionDialog />
      <div class="unseen" role="status">
        {announcement}
      </div>
    </div>
  );
}

function Views() {
  return (
    <Router>
      <Route path="/" component={Home} />
      <Route path="/tasks" component={TasksPage} />
      <Route path="/tasks/:id" component={DetailsPage} />
      <Route path="/launch" component={LaunchPage} />
      <Route path="/launch/:kind" component={LaunchPage} />
      <Route path="/notifications" component={NotificationsPage} />
      <Route path="/permits" component={PermitsPage} />
      <Route path="/permits/:id" component={EditorPage} />
      <Route path="/permits/:id/jobs" component={JobsPage} />
      <Route path="/receipts/:id" component={ReceiptPage} />
      <Route path="/holders" component={HoldersPage} />
      <Route path="/holders/:id" component={HolderPage} />
      <Route path="/classes" component={ClassesPage} />
      <Route path="/classes/:id" component={ClassPage} />
      <Route path="/families" component={FamiliesPage} />
      <Route path="/families/:id" component={FamilyPage} />
      <Route path="/autopilot" component={AutopilotPage} />
      <Route path="/autopilot/:id" component={WorkflowPage} />
      <Route path="/programs" component={ProgramsPage} />
      <Route path="/webhooks" component={WebhooksPage} />
      <Route path="/webhooks/:id" component={WebhookPage} />
      <Route path="/trail" component={TrailPage} />
      <Route default component={NotFound} />
    </Router>
  );
}

function Home() {
  const { route } = useLocation();
  useEffect(() => route("/tasks", true), [route]);
  return null;
}
