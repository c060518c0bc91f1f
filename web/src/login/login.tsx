// Asks for the token where the server wants one.
import { createSignal, Show, type JSX } from "solid-js";
import { login } from "../api/rest";

export function Login(props: { onDone: () => void }): JSX.Element {
  const [failure, setFailure] = createSignal("");
  const [busy, setBusy] = createSignal(false);
  const submit = async (form: HTMLFormElement): Promise<void> => {
    const token = new FormData(form).get("token");
    setBusy(true);
    try {
      await login(typeof token === "string" ? token.trim() : "");
      props.onDone();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : "the server does not answer");
    } finally {
      setBusy(false);
    }
  };
  return (
    <main class="login">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <h1>
          <img src="/icon.svg" alt="" width="22" height="22" />
          pipevane
        </h1>
        <label for="token">Token</label>
        <input id="token" name="token" type="password" autocomplete="current-password" autofocus required />
        <p class="hint">It was printed when Pipevane first started, or stands in its configuration.</p>
        <Show when={failure() !== ""}>
          <p class="refusal" role="alert">{`Not let in: ${failure()}.`}</p>
        </Show>
        <button type="submit" disabled={busy()}>
          Log in
        </button>
      </form>
    </main>
  );
}
