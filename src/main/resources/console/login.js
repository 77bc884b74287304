// With one's account at the issuer: OpenID Connect's code flow with PKCE. Only what the way back needs is kept, until then.
import { logIn } from './api.js';

const KEPT = 'daybook-login';
const here = () => location.origin + location.pathname;
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
const base64url = bytes => btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const discover = async ({ issuer }) => (await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)).json();

export async function begin(settings) {
  const verifier = random(), state = random();
  sessionStorage.setItem(KEPT, JSON.stringify({ verifier, state, hash: location.hash }));
  const challenge = base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
  const { authorization_endpoint: address } = await discover(settings);
  location.assign(`${address}?${new URLSearchParams({ response_type: 'code', client_id: settings.client, redirect_uri: here(), scope: 'openid', state,
    code_challenge: challenge, code_challenge_method: 'S256' })}`);
}

/** On the way back: gets the token, or says why there is none. */
export async function finish(settings) {
  const came = new URLSearchParams(location.search);
  if (!came.has('state')) return null;
  const kept = JSON.parse(sessionStorage.getItem(KEPT) || '{}');
  sessionStorage.removeItem(KEPT);
  history.replaceState(null, '', here() + (kept.hash || ''));
  try {
    if (came.get('state') !== kept.state) throw new Error('This is the answer to another question.');
    if (came.has('error')) throw new Error(came.get('error_description') || came.get('error'));
    const { token_endpoint: address } = await discover(settings);
    const answer = await fetch(address, { method: 'POST', body: new URLSearchParams({ grant_type: 'authorization_code', client_id: settings.client,
      redirect_uri: here(), code: came.get('code'), code_verifier: kept.verifier }) });
    const given = await answer.json();
    if (!answer.ok) throw new Error(given.error_description || given.error);
    logIn(given.access_token);
    return null;
  } catch (failure) {
    return { status: 401, message: `The issuer did not log you in: ${failure.message}` };
  }
}
