// A server that wants a login.
import { describe, it } from "vitest";
import { FakeServer } from "./fake_server";
import { folder, page, row, visit } from "./visiting";

describe("a server that wants a login", () => {
  it("is entered with the token only", async () => {
    await visit(new FakeServer(folder, "secret"));
    await page.getByLabel("Token").fill("guess");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByText("Not let in: the token is wrong.").waitFor();
    await page.getByLabel("Token").fill("secret");
    await page.getByRole("button", { name: "Log in" }).click();
    await row("web-1").waitFor();
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByLabel("Token").waitFor();
  });
});
