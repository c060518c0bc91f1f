// A state as a shape and a colour: a full circle answers, a ring rests, a square is amiss.
export function Dot(props: { status: string | undefined }) {
  const state = () => {
    switch (props.status) {
      case "running":
      case "online":
        return "good";
      case "stopped":
        return "rest";
      case "offline":
      case "internal-error":
      case "io-error":
        return "act";
      case undefined:
      case "unknown":
        return "unknown";
      default:
        return "look";
    }
  };
  return <span class={`dot ${state()}`} role="img" aria-label={props.status ?? "not known"} title={props.status} />;
}
