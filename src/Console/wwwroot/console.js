// The console's own script: what pages need of the browser and the server cannot do.
(() => {
  "use strict";

  const cookie = (name, value) => { document.cookie = `${name}=${value};path=/console;max-age=31536000;samesite=lax`; };

  // <local-time datetime="2026-01-31T12:00:00Z" mode="relative">: a time in the reader's own zone.
  const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
  const full = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" });
  const day = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
  const ago = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const relative = (at) => {
    const s = (at - Date.now()) / 1000, a = Math.abs(s);
    if (a < 45) return ago.format(0, "second");
    if (a < 3600) return ago.format(Math.round(s / 60), "minute");
    if (a < 86400) return ago.format(Math.round(s / 3600), "hour");
    if (a < 86400 * 60) return ago.format(Math.round(s / 86400), "day");
    return day.format(at);
  };
  class LocalTime extends HTMLElement {
    static observedAttributes = ["datetime", "mode"];
    connectedCallback() { this.show(); this.timer = setInterval(() => this.show(), 30000); }
    disconnectedCallback() { clearInterval(this.timer); }
    attributeChangedCallback() { this.show(); }
    show() {
      const at = new Date(this.getAttribute("datetime"));
      if (isNaN(at)) return;
      this.shadow ??= this.attachShadow({ mode: "open" });
      const mode = this.getAttribute("mode");
      this.shadow.textContent = mode === "relative" ? relative(at) : mode === "day" ? day.format(at) : full.format(at);
      this.title = full.format(at);
    }
  }
  customElements.define("local-time", LocalTime);

  window.scim = {
    async copy(text) {
      try { await navigator.clipboard.writeText(text); return true; } catch { /* no secure context */ }
      const area = document.createElement("textarea");
      area.value = text;
      area.style.position = "fixed";
      area.style.opacity = "0";
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    },
    theme(dark) { cookie("scim-theme", dark ? "dark" : "light"); },
    language(code) { cookie("scim-language", `c=${code}|uic=${code}`); location.reload(); },
    prefersDark() { return matchMedia("(prefers-color-scheme: dark)").matches; },
    offsetMinutes() { return -new Date().getTimezoneOffset(); },
    async download(name, stream) {
      const url = URL.createObjectURL(new Blob([await stream.arrayBuffer()], { type: "text/csv" }));
      const link = document.createElement("a");
      link.href = url;
      link.download = name;
      link.click();
      URL.revokeObjectURL(url);
    },
  };

  // The reader's colours, before there is a cookie: the next page comes in them from the start.
  if (!/(^|; )scim-theme=/.test(document.cookie)) {
    const dark = window.scim.prefersDark();
    window.scim.theme(dark);
    document.documentElement.dataset.theme = dark ? "dark" : "light";
  }

  // The page has links of its own by the server: the way past the navigation has to move the focus, not the address.
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("a.skip")) return;
    event.preventDefault();
    document.getElementById("content")?.focus();
  }, true);

  // A one-time link carries its code in the fragment, which no server and no log sees; the form posts it.
  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("link-form");
    if (form && location.hash.length > 20) {
      form.elements.namedItem("code").value = location.hash.slice(1);
      history.replaceState(null, "", location.pathname + location.search);
      form.submit();
    }
  });
})();
