// Passkeys: the only thing that cannot be done without script. A part of a page
// names the addresses of its question and its answer.
const bytes = (text: string) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (b: ArrayBuffer | null) => btoa(String.fromCharCode(...new Uint8Array(b ?? new ArrayBuffer(0)))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// Older browsers cannot read or write the JSON of passkeys by themselves.
function make(question: any): Promise<Credential | null> {
  const publicKey = {
    ...question, challenge: bytes(question.challenge), user: { ...question.user, id: bytes(question.user.id) },
    excludeCredentials: (question.excludeCredentials ?? []).map((c: any) => ({ ...c, id: bytes(c.id) })),
  };
  return navigator.credentials.create({ publicKey });
}

function get(question: any): Promise<Credential | null> {
  const publicKey = {
    ...question, challenge: bytes(question.challenge),
    allowCredentials: (question.allowCredentials ?? []).map((c: any) => ({ ...c, id: bytes(c.id) })),
  };
  return navigator.credentials.get({ publicKey });
}

function written(c: PublicKeyCredential): string {
  const r = c.response as any;
  const response: Record<string, unknown> = { clientDataJSON: text(r.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) if (r[name]) response[name] = text(r[name]);
  if (r.getTransports) response.transports = r.getTransports();
  return JSON.stringify({ id: c.id, rawId: text(c.rawId), type: c.type, response, clientExtensionResults: c.getClientExtensionResults() });
}

async function send(url: string, body?: string): Promise<any> {
  const answer = await fetch(url, { method: "POST", body, headers: { "Content-Type": "application/json" } });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(said.trouble ?? answer.statusText);
  return said;
}

export function passkeys() {
  if (!("PublicKeyCredential" in window)) return;
  for (const part of document.querySelectorAll<HTMLElement>("[data-ask]")) {
    const { ask, answer, to } = part.dataset as Record<string, string>;
    const isNew = "new" in part.dataset;
    const wrong = part.querySelector<HTMLElement>(".wrong")!;
    const button = part.querySelector("button")!;
    const name = part.querySelector("input");
    for (const hidden of part.querySelectorAll<HTMLElement>("[hidden]")) hidden.hidden = false;
    button.addEventListener("click", async () => {
      wrong.textContent = "";
      button.disabled = true;
      try {
        const question = await send(ask);
        const credential = await (isNew ? make(question) : get(question));
        await send(answer + (name ? "?name=" + encodeURIComponent(name.value) : ""), written(credential as PublicKeyCredential));
        location.assign(to);
      } catch (e) {
        wrong.textContent = (e as Error).message;
      } finally {
        button.disabled = false;
      }
    });
  }
}
