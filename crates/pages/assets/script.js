// What a page does by itself. It works without.
"use strict";

// Live sections: the server tells that something has changed, the page is fetched again, and the
// sections that differ are exchanged. One that somebody is at is left alone.
const live = document.body.dataset.live;
if (live) {
  let running = false;
  let again = false;
  const refresh = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      const response = await fetch(location.href, { headers: { "X-Live": "1" }, redirect: "manual" });
      if (response.ok) {
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        let changed = false;
        for (const part of document.querySelectorAll("[data-part]")) {
          const fresh = page.getElementById(part.id);
          if (fresh && fresh.outerHTML !== part.outerHTML && !part.contains(document.activeElement)) {
            part.replaceWith(fresh);
            changed = true;
          }
        }
        if (changed) {
          document.getElementById("told").textContent = "The page was updated.";
        }
      } else if (response.type === "opaqueredirect") {
        location.reload();
      }
    } catch {
      // The server is away. EventSource connects again by itself.
    }
    running = false;
    if (again) {
      again = false;
      refresh();
    }
  };
  const events = new EventSource(live);
  events.addEventListener("changed", refresh);
  // The session is over.
  events.addEventListener("end", () => location.reload());
  addEventListener("pagehide", () => events.close());
}

// Buttons that copy what is beside them.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      document.getElementById("told").textContent = "Copied.";
    } catch {
      // It is selected: the keyboard copies it.
    }
  });
}

// Files whose text goes into a field, where it can be read before it is sent.
for (const field of document.querySelectorAll("[data-file]")) {
  field.hidden = false;
  const input = field.querySelector("input");
  input.addEventListener("change", async () => {
    if (input.files.length === 1) {
      document.getElementById(input.dataset.into).value = await input.files[0].text();
    }
  });
}
