// The key manager's pages, as the guide goes through them: from signing up (5.1) to deactivating the key
// (7.1), with the array's commands typed between over SSH, and the mismatch on the array's console at the end.
import { check, close, forgive, inspect, open, press, run } from "./browser.mjs";

const [, , manager, array, port, pictures] = process.argv;
const at = (path) => `https://${manager}${path}`;
/** Types a command at the array's prompt, over SSH; what is in `file` is pasted. */
const type = (command, file = "/dev/null") =>
  run(`ssh -F config -i id_pureuser -l pureuser array '${command}' < ${file} 2> typed || { cat typed >&2; exit 1; }`);
const browser = await open(pictures);
const { context, page } = browser;
const heading = () => page.getByRole("heading", { level: 1 }).textContent();
const notice = () => page.getByRole("alert").first().textContent();
const menu = (words) => press(page, page.getByRole("navigation").getByRole("link", { name: words, exact: true }));

// 5.1 Sign up, log in, add an account.
await page.goto(at("/"));
check((await heading()) === "Log in", "an unknown visitor is sent to log in");
await inspect(browser, "km-log-in");
await press(page, page.getByRole("link", { name: "Sign up" }));
await page.getByLabel("First name").fill("Anna");
await page.getByLabel("Last name").fill("Berg");
await page.getByLabel("Email").fill("anna@example.com");
await page.getByLabel("Password", { exact: true }).fill("correct horse");
await page.getByLabel("Retype password").fill("correct mule");
await page.getByLabel(/I agree/).check();
await inspect(browser, "km-sign-up");
await press(page, page.getByRole("button", { name: "SIGN UP" }));
check((await notice()).includes("not the same"), await notice());
forgive(browser);
check((await page.getByLabel("Password", { exact: true }).inputValue()) === "", "no password comes back");
await page.getByLabel("Password", { exact: true }).fill("correct horse");
await page.getByLabel("Retype password").fill("correct horse");
await page.getByLabel(/I agree/).check();
await press(page, page.getByRole("button", { name: "SIGN UP" }));
await page.waitForURL(at("/accounts"));
await press(page, page.getByRole("button", { name: "Log out" }));
await page.waitForURL(at("/log-in"));
await page.getByLabel("Email").fill("anna@example.com");
await press(page, page.getByRole("button", { name: "LOG IN WITHOUT SSO" }));
await page.getByLabel("Password").fill("wrong horse");
await press(page, page.getByRole("button", { name: "LOG IN" }));
check((await notice()).includes("Wrong user name or password"), await notice());
forgive(browser);
await page.getByLabel("Password").fill("correct horse");
await press(page, page.getByRole("button", { name: "LOG IN" }));
await page.waitForURL(at("/accounts"));
const [cookie] = await context.cookies();
check(cookie.httpOnly && cookie.secure && cookie.sameSite === "Strict" && cookie.name === "__Host-keymanager", JSON.stringify(cookie));
await inspect(browser, "km-accounts");
await page.getByLabel("Account name").fill("acme");
await press(page, page.getByRole("button", { name: "SAVE" }));
await page.waitForURL(at("/"));
check((await heading()) === "Dashboard" && (await notice()).includes("acme"), await notice());

// 5.2 A group.
await menu("Groups");
await press(page, page.getByRole("link", { name: "Add a group" }));
check((await heading()) === "Adding new group", await heading());
await page.getByLabel("Title").fill("storage");
await press(page, page.getByRole("button", { name: "SAVE" }));
check((await notice()).includes("storage is created"), await notice());
await inspect(browser, "km-group");

// 5.3 An app with the interface KMIP, in the group.
await menu("Apps");
await press(page, page.getByRole("link", { name: "Add an app" }));
check((await heading()) === "Adding new app", await heading());
await page.getByLabel("App name").fill("flasharray");
await page.getByLabel("Interface").selectOption("KMIP");
await page.getByText("ADD DESCRIPTION").click();
await page.getByLabel("Description").fill("Rapid Data Locking of pure01");
check((await page.getByLabel("Authentication method").inputValue()) === "api-key", "API Key is the default");
await page.getByLabel("Group storage").check();
await inspect(browser, "km-app-new");
await press(page, page.getByRole("button", { name: "SAVE" }));
check((await notice()).includes("flasharray is created"), await notice());
const own = page.url();
const uuid = await page.getByRole("textbox", { name: "UUID of the app" }).inputValue();
check(own.endsWith(uuid), uuid);

// The API key is there on demand only, in both forms.
const source = await page.content();
check(!source.includes("API key value") && (await page.locator("#api-key-value").count()) === 0, "no key unasked");
await press(page, page.getByRole("button", { name: "VIEW API KEY DETAILS" }));
const key = await page.getByRole("textbox", { name: "API key" }).inputValue();
const secret = await page.getByRole("textbox", { name: "Password" }).inputValue();
check(Buffer.from(key, "base64").toString() === `${uuid}:${secret}`, "the API key is the UUID and the secret");
await inspect(browser, "km-app-key");

// 5.4 The array's certificate, whose common name is the UUID of the app.
type(`purecert create cert_4 --self-signed --common-name ${uuid}`);
type("purecert create other --self-signed --common-name other");
const certificate = type("purecert list cert_4 --certificate");
check(certificate.startsWith("-----BEGIN CERTIFICATE-----"), certificate);

// 5.5 The app's method becomes Certificate.
await page.goto(own);
await press(page, page.getByRole("link", { name: "Change authentication method" }));
await page.getByLabel("Authentication method").selectOption("Certificate");
await press(page, page.getByRole("button", { name: "SAVE" }));
check((await heading()) === "Add certificate", await heading());
await page.getByRole("textbox", { name: "Certificate", exact: true }).fill(type("purecert list other --certificate"));
const boxes = page.getByRole("checkbox");
check((await boxes.count()) === 2, "there are two check boxes");
await page.getByRole("button", { name: "UPDATE" }).click();
check((await heading()) === "Add certificate", "both boxes are required");
await boxes.nth(0).check();
await boxes.nth(1).check();
await press(page, page.getByRole("button", { name: "UPDATE" }));
check((await notice()).includes("other"), `a foreign certificate is refused: ${await notice()}`);
forgive(browser);
await page.getByRole("textbox", { name: "Certificate", exact: true }).fill(certificate);
await boxes.nth(0).check();
await boxes.nth(1).check();
await inspect(browser, "km-add-certificate");
await press(page, page.getByRole("button", { name: "UPDATE" }));
check((await notice()).includes("Certificate"), await notice());
check((await page.getByRole("button", { name: "VIEW API KEY DETAILS" }).count()) === 0, "the API key is of no use any more");
await inspect(browser, "km-app");

// 6 The array is locked with a key of the key manager.
await menu("Security Objects");
check((await page.getByRole("rowheader").count()) === 0, "there is no key yet");
run("puresim keymanager ca > ca.pem");
type(`purekmip create kmip_srvr --uri localhost:${port} --certificate cert_4 --ca-certificate`, "ca.pem");
check(type("purekmip test kmip_srvr").includes("OK"), "the key manager is reached");
type("purearray enable security-token --kmip kmip_srvr");

// The key is among the security objects, without a look for it: the page follows what happens.
await page.waitForFunction(() => document.querySelectorAll("th[scope=row]").length === 1);
await inspect(browser, "km-security-objects");
await page.getByLabel("Search").fill("no such key");
await press(page, page.getByRole("button", { name: "Search" }));
check((await page.getByText("There is no such security object.").count()) === 1, "a search finds what fits");
await page.getByLabel("Search").fill("pure01");
await page.getByLabel("State").selectOption("Active");
await press(page, page.getByRole("button", { name: "Search" }));
await press(page, page.getByRole("rowheader").getByRole("link"));
check((await page.getByRole("definition").allTextContents()).includes("app flasharray"), "the app has made it");
await inspect(browser, "km-security-object");
const object = page.url();

// The array's console, in another tab, is enabled.
const console = await context.newPage();
await console.goto(`https://${array}/`);
await console.getByLabel("User").fill("pureuser");
await console.getByLabel("Password").fill("pureuser");
await press(console, console.getByRole("button", { name: "Log in" }));
await press(console, console.getByRole("link", { name: "Rapid Data Locking", exact: true }).first());
const state = console.locator("#security-token dd").first();
check((await state.textContent()) === "enabled", await state.textContent());

// 7.1 The key is deactivated: the console tells the mismatch by itself, and who is logged in here stays so.
await page.getByText("Deactivate now").click();
await page.getByLabel(/Deactivate the key now/).check();
await press(page, page.getByRole("button", { name: "Save" }).first());
check((await notice()).includes("is deactivated"), await notice());
check((await page.locator("#info dd").nth(1).textContent()) === "Deactivated", "the state is shown");
await inspect(browser, "km-deactivated");
await console.waitForFunction(() => document.querySelector("#security-token dd").textContent === "key mismatch");
const reason = await console.locator("#what-this-means [role=alert]").textContent();
check(/No matching key is found: key mismatch/.test(reason), reason);
await page.reload();
check(page.url() === object, "the two sites do not share a session");

// Everything is in the audit log; the rest of the pages.
await menu("Audit Log");
for (const words of ["create app", "change to certificate", "deactivate key"]) {
  check((await page.getByText(words).count()) > 0, `the log has ${words}`);
}
await inspect(browser, "km-audit-log");
for (const words of ["Dashboard", "Groups", "Apps", "Users", "Settings"]) {
  await menu(words);
  check((await heading()) === words, await heading());
  await inspect(browser, `km-${words.toLowerCase()}`);
}

// A key of our own: made, rotated, destroyed, deleted.
await page.goto(at("/security-objects/new"));
await page.getByLabel("Security object name").fill("<script>alert(1)</script>");
await inspect(browser, "km-security-object-new");
await press(page, page.getByRole("button", { name: "GENERATE" }));
check((await notice()).includes("is created"), await notice());
check((await heading()) === "<script>alert(1)</script>", "markup is shown as it is");
await page.locator("summary", { hasText: "ROTATE KEY" }).click();
await page.getByLabel("Deactivate the old key").check();
await press(page, page.getByRole("button", { name: "ROTATE KEY" }));
check((await notice()).includes("is rotated"), await notice());
await page.locator("summary", { hasText: "Compromise" }).click();
await page.getByLabel(/Mark the key/).check();
await press(page, page.getByRole("button", { name: "Save" }).last());
check((await notice()).includes("compromised"), await notice());
await page.locator("summary", { hasText: "DELETE" }).click();
await page.getByLabel(/Delete the key/).check();
await page.getByLabel(/is lost/).last().check();
await press(page, page.getByRole("button", { name: "Proceed" }).last());
check((await notice()).includes("is deleted"), await notice());

await close(browser);
