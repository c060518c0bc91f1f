// A remedy as it is read: words, and the commands in their places.
export type RemedyPart = { readonly words: string } | { readonly command: string };

// A command that a sentence leads up to stands in its place. One in the middle of a sentence would tear it: the words stay
// whole then, and the commands follow.
export function remedyParts(remedy: string, commands: readonly string[]): RemedyPart[] {
  const parts: RemedyPart[] = [];
  let rest = remedy;
  for (const command of commands) {
    const at = rest.indexOf(`: ${command}`);
    if (at < 0) return [...worded(remedy), ...commands.map((each) => ({ command: each }))];
    parts.push(...worded(`${rest.slice(0, at)}:`), { command });
    rest = rest.slice(at + 2 + command.length);
  }
  return [...parts, ...worded(rest)];
}

function worded(text: string): RemedyPart[] {
  const words = text.replace(/^[\s;,.]+/, "").trim();
  if (words === "") return [];
  const begun = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return [{ words: /[.:]$/.test(begun) ? begun : `${begun}.` }];
}
