// The console of the array, from logging in to the mismatch.
import { check, close, forgive, inspect, open, press, run } from "./browser.mjs";

const [, , address, app, port, pictures] = process.argv;
const at = (path) => `https://${address}${path}`;
const browser = await open(pictures);
const { context, page } = browser;
const heading = () => page.getByRole("heading", { level: 1 }).textContent();
const notice = () => page.getByRole("alert").first().textContent();

// Nobody sees anything without logging in.
await page.goto(at("/certificates"));
check((await heading()) === "Log in", "an unknown visitor is sent to log in");
check(await page.getByLabel("User").evaluate((field) => field === document.activeElement), "typing begins at the user");
await inspect(browser, "log-in");
await page.getByLabel("User").focus();

// A wrong password, then the right one, by the keyboard alone.
await page.keyboard.type("pureuser");
await page.keyboard.press("Tab");
await page.keyboard.type("wrong");
await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
check((await notice()).includes("Invalid username"), `a wrong password is told: ${await notice()}`);
forgive(browser);
await page.keyboard.type("pureuser");
await page.keyboard.press("Enter");
await page.waitForURL(at("/"));
check((await heading()) === "Overview", "it goes on to the overview");
const [cookie] = await context.cookies();
check(cookie.httpOnly && cookie.secure && cookie.sameSite === "Strict", JSON.stringify(cookie));
check(cookie.name.startsWith("__Host-"), cookie.name);

// A session that somebody else has planted is not taken.
const planted = "0".repeat(64);
await context.clearCookies();
const { name, httpOnly, secure, sameSite } = cookie;
await context.addCookies([{ name, httpOnly, secure, sameSite, value: planted, url: at("/") }]);
await page.goto(at("/"));
await page.getByLabel("User").fill("pureuser");
await page.getByLabel("Password").fill("pureuser");
await press(page, page.getByRole("button", { name: "Log in" }));
await page.waitForURL(at("/"));
const [fresh] = await context.cookies();
check(fresh.value !== planted && fresh.value.length === 64, "each log-in has a session of its own");

// The skip link comes first.
await page.keyboard.press("Tab");
check((await page.evaluate(() => document.activeElement.textContent)) === "Skip to content", "the skip link is first");
await inspect(browser, "overview-fresh");

// The password, so that the warning goes.
await press(page, page.getByRole("link", { name: "pureuser" }).first());
await page.getByLabel("Present password").fill("pureuser");
await page.getByLabel("New password", { exact: true }).fill("correct horse");
await page.getByLabel("New password again").fill("correct horse");
await press(page, page.getByRole("button", { name: "Change the password" }));
check((await notice()).includes("is changed"), await notice());
await inspect(browser, "user");

// A certificate for the key manager's app.
await press(page, page.getByRole("link", { name: "Certificates" }).first());
await press(page, page.getByRole("link", { name: "Create a certificate" }));
await inspect(browser, "certificate-create");
await page.getByLabel("Name", { exact: true }).fill("cert_4");
await page.getByLabel("Common name").fill(app);
await page.getByLabel("Country").fill("USA");
await press(page, page.getByRole("button", { name: "Create" }));
check((await notice()).includes("Country"), `a wrong country is told: ${await notice()}`);
check((await page.getByLabel("Common name").inputValue()) === app, "what was typed is kept");
forgive(browser);
await page.getByLabel("Country").fill("US");
await press(page, page.getByRole("button", { name: "Create" }));
await page.waitForURL(at("/certificate/cert_4"));
check((await notice()).includes("cert_4 is created"), await notice());
await inspect(browser, "certificate");
await page.goto(at("/certificates"));
await inspect(browser, "certificates");

// A signing request.
await page.goto(at("/certificate/cert_4"));
await press(page, page.getByRole("link", { name: "Make a certificate signing request" }));
await press(page, page.getByRole("button", { name: "Make the request" }));
check((await page.locator("pre").textContent()).includes("BEGIN CERTIFICATE REQUEST"), "there is a request");

// The key manager is told of the certificate, as the guide has it.
run("purecert list cert_4 --certificate | puresim keymanager app certificate flasharray --yes > /dev/null");

// A KMIP server, with the CA certificate from a file.
run("puresim keymanager ca > kmip-ca.pem");
await page.goto(at("/kmip-servers"));
await press(page, page.getByRole("link", { name: "Create a KMIP server" }));
await page.getByLabel("Name", { exact: true }).fill("kmip_srvr");
await page.getByLabel("URIs").fill(`localhost:${port}`);
await page.getByLabel("Certificate", { exact: true }).selectOption("cert_4");
await page.getByLabel("Take the CA certificate from a file").setInputFiles("kmip-ca.pem");
await page.waitForFunction(() => document.querySelector("textarea").value.includes("BEGIN CERTIFICATE"));
await inspect(browser, "kmip-server-create");
await press(page, page.getByRole("button", { name: "Create" }));
await page.waitForURL(at("/kmip-server/kmip_srvr"));
await press(page, page.getByRole("button", { name: "Test" }));
await page.getByRole("heading", { name: /^Test at/ }).waitFor();
check((await notice()).includes("is OK"), await notice());
check((await page.getByRole("rowheader", { name: "TLS" }).count()) > 0, "the test shows its stages");
await inspect(browser, "kmip-server-test");

// Rapid Data Locking: without, with, and after the key was deactivated on the key manager. The page that
// is open tells it by itself.
await page.goto(at("/data-locking"));
const state = page.locator("#security-token dd").first();
check((await state.textContent()) === "disabled", await state.textContent());
run("purearray enable security-token --kmip kmip_srvr > /dev/null");
await page.waitForFunction(() => document.querySelector("#security-token dd").textContent === "enabled");
check((await page.getByRole("definition").allTextContents()).includes("kmip_srvr"), "the server is shown");
await inspect(browser, "data-locking-enabled");
await press(page, page.getByRole("button", { name: "Test" }));
check((await notice()).includes("would unlock"), await notice());
await page.goto(at("/data-locking"));
run("puresim keymanager key deactivate $(puresim keymanager key list --csv --notitle | cut -d, -f1) --yes > /dev/null");
await page.waitForFunction(() => document.querySelector("#security-token dd").textContent === "key mismatch");
const reason = await page.locator("#what-this-means [role=alert]").textContent();
check(/No matching key is found: key mismatch/.test(reason) && /Deactivated/.test(reason), reason);
check((await page.locator("#told").textContent()) !== "", "who listens is told too");
await inspect(browser, "data-locking-mismatch");
await page.goto(at("/"));
check((await page.locator("#alerts").textContent()).includes("Key mismatch"), "the overview warns of it");
await inspect(browser, "overview");

// What the token needs is not deleted.
await page.goto(at("/certificate/cert_4"));
await page.getByText("Delete this certificate").click();
await page.getByRole("button", { name: "Delete" }).click();
check(page.url() === at("/certificate/cert_4"), "the check box is required");
await page.getByLabel(/cannot be undone/).check();
await press(page, page.getByRole("button", { name: "Delete" }));
check((await notice()).includes("cert_4"), await notice());
forgive(browser);

// Drives, log, users.
run("puresim drive pull CH0.BAY3 > /dev/null");
await page.goto(at("/drives"));
check((await page.getByText("missing").count()) === 1, "a drive is missing");
await inspect(browser, "drives");
run("puresim drive insert CH0.BAY3 > /dev/null");
await page.waitForFunction(() => !document.body.textContent.includes("missing"));
await page.goto(at("/log"));
check((await page.getByText("pureuser via console").count()) > 0, "the log knows the door");
await inspect(browser, "log");
await page.goto(at("/users/create"));
await page.getByLabel("Name", { exact: true }).fill("reader");
await page.getByLabel("New password", { exact: true }).fill("correct horse");
await page.getByLabel("New password again").fill("correct horse");
await press(page, page.getByRole("button", { name: "Create" }));
await page.waitForURL(at("/user/reader"));
await press(page, page.getByRole("button", { name: "Make an API token" }));
check((await page.getByRole("textbox", { name: "API token" }).inputValue()).length > 20, "the token is shown once");
await page.goto(at("/users"));
await inspect(browser, "users");

// Hostile text is text.
run(`purecert create hostile --self-signed --common-name '<script>alert(1)</script>' > /dev/null`);
await page.goto(at("/certificate/hostile"));
check((await page.getByText("<script>alert(1)</script>").count()) > 0, "markup is shown as it is");

// A reader reads, and no more.
await press(page, page.getByRole("button", { name: "Log out" }));
await page.waitForURL(at("/log-in"));
await page.getByLabel("User").fill("reader");
await page.getByLabel("Password").fill("correct horse");
await press(page, page.getByRole("button", { name: "Log in" }));
await page.waitForURL(at("/"));
await page.goto(at("/certificates"));
check((await page.getByRole("link", { name: "Create a certificate" }).count()) === 0, "no button for a reader");
await page.goto(at("/certificates/create"));
check((await notice()).includes("role"), await notice());
forgive(browser);

await close(browser);
