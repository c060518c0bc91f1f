import { createResource, Match, Switch } from "solid-js";
import { logout, readSession } from "../live/api";
import { Login } from "./Login";
import { Page } from "./Page";

export function App() {
  // A server that does not answer is the page's affair: it shows that, and tries again.
  const [session, { refetch }] = createResource(() =>
    readSession().catch(() => ({ loginRequired: false, authenticated: false })),
  );
  const mayLook = () => {
    const now = session.latest;
    return now !== undefined && (!now.loginRequired || now.authenticated);
  };
  const leave = () =>
    void logout()
      .catch(() => undefined)
      .then(() => refetch());
  return (
    <Switch>
      <Match when={mayLook()}>
        <Page
          onConnectionFailed={() => void refetch()}
          onLogout={session.latest?.loginRequired === true ? leave : undefined}
        />
      </Match>
      <Match when={session.latest !== undefined}>
        <Login onDone={() => void refetch()} />
      </Match>
    </Switch>
  );
}
