"use strict";
(() => {
  const moment = (text) => text.replace("T", " ").replace(/:\d\dZ$/, " UTC");
  const plural = (count) => (count === 1 ? "1 certificate" : `${count} certificates`);

  // what a date means depends on when the page is read
  const judged = (from, until, kind) => {
    const now = Date.now();
    if (from && now < Date.parse(from)) return ["wait", `Not valid before ${moment(from)}`];
    if (now <= Date.parse(until)) return ["good", kind === "list" ? `Up to date; the next one by ${moment(until)}` : `Valid until ${moment(until)}`];
    return ["bad", kind === "list" ? `Out of date since ${moment(until)}` : `Expired on ${moment(until)}`];
  };
  for (const line of document.querySelectorAll("[data-until]")) {
    const [look, text] = judged(line.dataset.from, line.dataset.until, line.dataset.kind);
    line.classList.add(look);
    line.textContent = text;
  }

  const data = (id) => {
    const element = document.getElementById(id);
    return element && JSON.parse(element.textContent);
  };
  const certificates = data("certificates");
  const marks = data("marks");
  const form = document.querySelector("form");
  if (!form || !(certificates || marks)) return;
  const field = form.querySelector("input");
  const says = document.getElementById("says");
  const list = document.getElementById("found");
  form.hidden = false;

  // as certificates have it: capital hexadecimal digits, two for each byte, none too many
  const written = (digits) => {
    const bare = digits.replace(/^0+/, "").toUpperCase() || "0";
    return bare.length % 2 ? `0${bare}` : bare;
  };
  const numbers = (text) => {
    const bare = text.replace(/[\s:]/g, "").replace(/^(serial=|0x)/i, "");
    const all = /^[0-9a-f]{1,60}$/i.test(bare) ? [written(bare)] : [];
    return /^[0-9]{1,60}$/.test(bare) ? [...all, written(BigInt(bare).toString(16))] : all;
  };
  // 24 bits of a serial number: enough to know that it is none, too few to find it by
  const mark = (serial) => {
    let hash = 0x811c9dc5;
    for (const character of serial) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
    return ((hash >>> 24) ^ (hash & 0xffffff)).toString(16).padStart(6, "0");
  };
  const page = (serial) => `certificates/${serial}.html`;

  const bySerial = (query) => {
    const found = numbers(query).find((number) => marks.includes(mark(number)));
    if (found) location.assign(page(found));
    says.textContent = found ? "" : "No certificate of this authority has this serial number.";
  };

  const state = (one) => {
    if (one.r) return ["bad", `${one.h ? "On hold" : "Revoked"} since ${moment(one.r)}`];
    return judged(one.f, one.u);
  };
  const line = (one) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = page(one.s);
    link.textContent = one.t;
    const number = document.createElement("span");
    number.className = "number";
    number.textContent = one.s;
    const [look, text] = state(one);
    const status = document.createElement("span");
    status.className = `state ${look}`;
    status.textContent = text;
    item.append(link, number, status);
    return item;
  };
  const MOST = 100;
  const search = (query) => {
    const exact = numbers(query);
    const text = query.trim().toLowerCase();
    const digits = text.replace(/[\s:]/g, "");
    const holds = (one) =>
      exact.includes(one.s) || one.t.toLowerCase().includes(text) || one.s.toLowerCase().includes(digits) || one.n.some((name) => name.toLowerCase().includes(text));
    const found = certificates.filter(holds);
    found.sort((one, other) => exact.includes(other.s) - exact.includes(one.s));
    list.replaceChildren(...found.slice(0, MOST).map(line));
    const more = found.length > MOST ? `; the first ${MOST} are shown` : "";
    says.textContent = found.length ? `${plural(found.length)}${more}` : "No certificate has this serial number or name.";
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (certificates) search(field.value);
    else bySerial(field.value);
  });
})();
