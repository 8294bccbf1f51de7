// Stores the app on the device, so that it begins without a connection, and so that no other version runs until the
// person asks for it. What is stored runs; another version is stored beside it when the page says so, each file checked,
// and only a version that is whole takes the place of the one before. It also tells of somebody who rings while no page
// is open.
"use strict";

const scope = registration.scope;
// Other pages of the same origin may store things, too.
const prefix = `heliograph ${scope} `;
// Holds one entry: the release that runs here, under the name of its list.
const currentCache = `${prefix}current`;
const list = "release.json";
// Holds one entry, where the person wants to be told of rings: what to say then, and which page to open.
const ringCache = `${prefix}ring`;
const ring = `${scope}ring.json`;
// A page that hears of the same ring does so about now; one that sleeps, or that the network has left, says nothing.
const ringingPatience = 1500;
// Some browsers open no page for a click that is longer ago than a second.
const clickPatience = 500;

// What a server says of a release is outside text.
const longestList = 65536;
const mostFiles = 100;
const path = /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/;
const integrity = /^sha(256|384|512)-[A-Za-z0-9+/]{43,86}={0,2}$/;
const id = /^[0-9a-f]{8,128}$/;

// What a server says of a file besides its bytes. Lengths and encodings would be untrue of what is stored here.
const headersKept = [
  "Content-Type",
  "Content-Security-Policy",
  "Referrer-Policy",
  "Cross-Origin-Opener-Policy",
  "Cross-Origin-Embedder-Policy",
  "Cross-Origin-Resource-Policy",
  "X-Content-Type-Options",
];

// One character more than the page reads, which then says itself that it is too much.
const longestShared = 65537;

// Another server has no say in what runs here, not even where this one sends on to it.
const asked = { mode: "same-origin", credentials: "same-origin" };

// The release that is stored; null where there is none, or where the browser has thrown away a part of it.
async function current() {
  const stored = await caches.match(scope + list, { cacheName: currentCache });
  if (!stored) return null;
  try {
    const found = release(await stored.text());
    return (await caches.has(prefix + found.id)) ? found : null;
  } catch {
    return null;
  }
}

async function newest() {
  const response = await fetch(scope + list, { ...asked, cache: "no-store" });
  if (!response.ok) throw new Error(`${list}: ${response.status}`);
  return release(await limited(response));
}

async function limited(response) {
  const reader = response.body.getReader();
  const chunks = [];
  let length = 0;
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    length += value.length;
    if (length > longestList) {
      await reader.cancel();
      throw new Error(`${list} is too long`);
    }
    chunks.push(value);
  }
  return new Blob(chunks).text();
}

// A release as its list describes it, or an error: nothing of the list is used that is not as expected.
function release(text) {
  const found = JSON.parse(text);
  const files = Object.entries(found.files);
  const sound =
    id.test(found.id) &&
    typeof found.version === "string" &&
    files.length <= mostFiles &&
    files.every(([name, sum]) => path.test(name) && integrity.test(sum)) &&
    Object.hasOwn(found.files, "index.html");
  if (!sound) throw new Error(`${list} is not as expected`);
  return { id: found.id, version: found.version, files: new Map(files), changes: found.changes, text };
}

// Stores every file of a release, each as its list says, and lets it run from the next start on.
async function take(wanted) {
  const name = prefix + wanted.id;
  const cache = await caches.open(name);
  try {
    for (const [file, sum] of wanted.files) {
      const response = await whole(file, sum);
      if (!response.ok) throw new Error(`${file}: ${response.status}`);
      await cache.put(scope + file, await copied(response));
    }
  } catch (error) {
    await caches.delete(name);
    throw error;
  }
  await (await caches.open(currentCache)).put(scope + list, new Response(wanted.text));
  const kept = new Set([name, currentCache, ringCache]);
  const others = (await caches.keys()).filter((key) => key.startsWith(prefix) && !kept.has(key));
  await Promise.all(others.map((key) => caches.delete(key)));
}

// A server may call what it sent half of unchanged, and then the browser would go on with the half that it has.
async function whole(file, integrity) {
  const from = (cache) => fetch(scope + file, { ...asked, integrity, cache });
  return from("no-cache").catch(() => from("reload"));
}

// A page may not be opened by what was led to another address; the same bytes under its own name may.
async function copied(response) {
  const headers = headersKept.filter((name) => response.headers.has(name));
  const kept = Object.fromEntries(headers.map((name) => [name, response.headers.get(name)]));
  return new Response(await response.blob(), { headers: kept });
}

// Storing twice at once would mean that one failure throws away what the other has stored.
let taking = Promise.resolve();

function inTurn(work) {
  const turn = taking.then(work);
  taking = turn.catch(() => {});
  return turn;
}

async function storeFirst() {
  if (!(await current())) await take(await newest());
  return true;
}

async function look() {
  const [stored, found] = await Promise.all([current(), newest()]);
  if (!stored || stored.id === found.id) return null;
  return { id: found.id, version: found.version, changes: found.changes };
}

async function takeNamed(wanted) {
  if ((await current())?.id === wanted) return true;
  const found = await newest();
  // The person has agreed to another one.
  if (found.id !== wanted) return false;
  await take(found);
  return true;
}

addEventListener("install", (event) => event.waitUntil(inTurn(storeFirst)));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("message", (event) => {
  const { question, id: wanted, news } = event.data;
  const answers = {
    store: () => inTurn(storeFirst),
    look,
    take: () => inTurn(() => takeNamed(wanted)),
    keepRing: () => keepRing(news),
    ringKept: async () => (await ringKept()).address,
    forgetRing: () => caches.delete(ringCache),
  };
  const [port] = event.ports;
  // What went wrong is of no use to the person: without a network, there is nothing new.
  const answer = answers[question]().catch(() => null);
  event.waitUntil(answer.then((found) => port.postMessage(found)));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (!url.href.startsWith(scope)) return;
  const name = url.href.slice(scope.length).split(/[?#]/)[0];
  if (request.method === "POST" && name === "share") {
    event.respondWith(shared(request));
  } else if (request.method === "GET") {
    event.respondWith(stored(name || "index.html", request));
  }
});

// A push says that somebody rings, and no more. The browser takes the permission away from whoever shows nothing for
// it; some do so even while the person looks at the page, so there is always a notification.
addEventListener("push", (event) => event.waitUntil(tellOfRing()));

// Some browsers leave it to this worker to tell of somebody who rings.
addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(comeBack());
});

async function keepRing({ title, body, address }) {
  await (await caches.open(ringCache)).put(ring, Response.json({ title, body, address }));
  return true;
}

// What a browser has thrown away is said in other words, and leads to the first page.
async function ringKept() {
  const kept = await caches.match(ring, { cacheName: ringCache });
  return kept ? kept.json() : { title: "Heliograph", body: "Somebody rang you.", address: null };
}

async function tellOfRing() {
  const kept = await ringKept();
  const page = await pageThat("rings", kept.address, ringingPatience);
  const [shown] = await registration.getNotifications({ tag: "heliograph-ring" });
  // A page that rings by itself has told who it is; that stays.
  const { title, body } = page && shown ? shown : kept;
  await registration.showNotification(title, {
    body,
    tag: "heliograph-ring",
    requireInteraction: true,
    // Whoever hears or sees the page ring is not told twice.
    renotify: !page,
    silent: page ? true : null,
  });
}

// The first page that says yes of whom this address belongs to; none where all say no, or nobody says so in time.
async function pageThat(question, address, patience) {
  const pages = await clients.matchAll({ type: "window" });
  const answers = pages.map(
    (page) =>
      new Promise((yes, no) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => (data ? yes(page) : no());
        setTimeout(no, patience);
        page.postMessage({ question, address }, [port2]);
      }),
  );
  return Promise.any(answers).catch(() => null);
}

async function comeBack() {
  const { address } = await ringKept();
  const page = address
    ? await pageThat("attends", address, clickPatience)
    : (await clients.matchAll({ type: "window" }))[0];
  await (page ? page.focus() : clients.openWindow(address ?? scope));
}

async function stored(name, request) {
  const release = await current();
  const found = release?.files.has(name) && (await caches.match(scope + name, { cacheName: prefix + release.id }));
  if (found || request.mode === "navigate") return found || fetch(request);
  // Without a network, the page hears what it would hear from any cache (RFC 9111, section 4.3.3).
  return fetch(request).catch(() => new Response(null, { status: 504 }));
}

// What another app shares is opened like a link that holds it. The page takes it out of the address at once.
async function shared(request) {
  const form = await request.formData();
  const parts = ["title", "text", "url", "files"].flatMap((name) => form.getAll(name));
  const read = (part) => (typeof part === "string" ? part : part.slice(0, longestShared).text());
  const texts = await Promise.all(parts.map(read));
  const text = texts.filter((part) => part).join("\n").slice(0, longestShared);
  // Half a character, where it was cut, has no place in an address.
  const whole = text.replace(/[\uD800-\uDBFF]$/, "");
  return Response.redirect(`${scope}#${encodeURIComponent(whole)}`, 303);
}
