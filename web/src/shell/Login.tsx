import { createSignal, Show } from "solid-js";
import { ApiError, login } from "../live/api";

export function Login(props: { onDone: () => void }) {
  const [problem, setProblem] = createSignal("");
  const [busy, setBusy] = createSignal(false);
  let token!: HTMLInputElement;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem("");
    try {
      await login(token.value.trim());
      props.onDone();
    } catch (error) {
      setProblem(error instanceof ApiError ? error.message : "The server does not answer.");
      setBusy(false);
      token.focus();
    }
  };
  return (
    <main class="login">
      <form onSubmit={(event) => void submit(event)}>
        <h1>pipevane</h1>
        <label for="token">Login token</label>
        <input id="token" type="password" ref={token} required autocomplete="current-password" autofocus />
        <button disabled={busy()}>Log in</button>
        <Show when={problem() !== ""}>
          <p class="act-text" role="alert">
            {problem()}
          </p>
        </Show>
        <p class="quiet">
          It is the option <code>token</code> of the web sink, or <code>AUTH_TOKEN</code>. Where neither was set, the
          program made one and printed it once, at its first start.
        </p>
      </form>
    </main>
  );
}
