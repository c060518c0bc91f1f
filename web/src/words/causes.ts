// What several sources say of one cluster, in one text that says nothing twice.

const url = "https?://[^\\s,;]*[^\\s,;:.]";
const urlList = new RegExp(`${url}(?:(?:, | and )${url})*`, "g");
const oneUrl = new RegExp(url, "g");
const placeholder = "\0";

export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1] ?? ""}`;
}

// What went wrong, without what to do about it.
export const withoutDeed = (why: string): string => why.split("; ")[0] ?? "";

// Parts that differ only in the addresses that they name are one, with all of these. What else several say, as what to do,
// stands where the last of them says it.
export function causesText(whys: readonly string[]): string {
  const parts = new Map<string, Set<string>>();
  for (const part of whys.flatMap((why) => why.replace(/\.$/, "").split("; "))) {
    const places = part.match(urlList) ?? [];
    const sentence = places.length === 1 ? part.replace(urlList, placeholder) : part;
    const urls = parts.get(sentence) ?? new Set<string>();
    if (places.length === 1) for (const each of part.match(oneUrl) ?? []) urls.add(each);
    else parts.delete(sentence);
    parts.set(sentence, urls);
  }
  return [...parts].map(([sentence, urls]) => sentence.replace(placeholder, () => listed([...urls]))).join("; ");
}
