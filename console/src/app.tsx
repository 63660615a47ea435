import { LocationProvider, Route, Router } from "preact-iso";
import type { Api } from "./api/client";
import type { Session } from "./auth/session";

export function App({ session }: { api: Api; session: Session }) {
  const Home = () => <p>{session.user()?.name}</p>;
  return (
    <LocationProvider>
      <Router>
        <Route path="/" component={Home} />
        <Route default component={Home} />
      </Router>
    </LocationProvider>
  );
}
