// Shows the dashboard, or asks for the token first where the server wants one.
import { createResource, Match, Switch, type JSX } from "solid-js";
import { render } from "solid-js/web";
import { logout, session, type Session } from "./api/rest";
import { Dashboard } from "./dashboard";
import { Login } from "./login/login";
import "./look/theme.css";
import "./look/page.css";
import "./look/overview.css";
import "./look/clusters.css";
import "./look/guests.css";
import "./look/detail.css";
import "./look/phone.css";

// Where the server does not answer the last answer stands: the dashboard says itself that it is not connected.
async function ask(before: Session | undefined): Promise<Session> {
  try {
    return await session();
  } catch {
    return before ?? { loginRequired: false, authenticated: true };
  }
}

function App(): JSX.Element {
  const [state, { refetch }] = createResource<Session>((_, { value }) => ask(value));
  const locked = (): boolean => state.latest?.loginRequired === true && !state.latest.authenticated;
  const leave = async (): Promise<void> => {
    await logout().catch(() => undefined);
    await refetch();
  };
  return (
    <Switch>
      <Match when={locked()}>
        <Login onDone={() => void refetch()} />
      </Match>
      <Match when={state.latest !== undefined}>
        <Dashboard
          onLost={() => void refetch()}
          onLogout={state.latest?.loginRequired === true ? () => void leave() : undefined}
        />
      </Match>
    </Switch>
  );
}

const place = document.getElementById("page");
if (place !== null) render(() => <App />, place);
