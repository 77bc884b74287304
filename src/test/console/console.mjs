// What operators do with the console, in a real browser: node console.mjs SCENARIO URL [ARGUMENT]
// A scenario prints what it found; it exits with 1 at the first thing that is not as it must be.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import puppeteer from 'puppeteer-core';

const [, , scenario, url, argument] = process.argv;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const BOUND = 60_000;
const WHOLE = 280_000; // only there to end what is broken
const said = [];
const eventually = async holds => { while (!await holds()) await new Promise(done => { setTimeout(done, 20); }); };

const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox', '--lang=en-US'], env: { ...process.env, TZ: 'Europe/Berlin' } });

async function open(hash, { theme = 'light', width = 1280 } = {}) {
  const page = await browser.newPage();
  page.setDefaultTimeout(BOUND);
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
  page.on('pageerror', failure => said.push(`page error: ${failure.message}`));
  page.on('console', message => { if (message.type() === 'error') said.push(`console: ${message.text()} ${message.location()?.url ?? ''}`); });
  await page.goto(`${url}/console/${hash}`);
  return page;
}

const text = page => page.evaluate(() => document.querySelector('main').innerText);
const until = (page, words) => page.waitForFunction(wanted => document.body.innerText.includes(wanted), {}, words);
/** Waits for a button, and presses it then: to press it may leave the page, with all that waits there. */
async function press(page, label) {
  const pressed = (wanted, click) => {
    const button = [...document.querySelectorAll('dialog[open] button, dialog[open] .button, main button, main .button')].find(each => each.textContent.trim() === wanted);
    if (click) button.click();
    return Boolean(button);
  };
  await page.waitForFunction(pressed, {}, label, false);
  await page.evaluate(pressed, label, true);
}

/** Axe runs beside the page, which lets no script of somebody else in. */
async function violations(page) {
  const session = await page.createCDPSession();
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id, worldName: 'axe' });
  await session.send('Runtime.evaluate', { expression: AXE, contextId });
  const { result } = await session.send('Runtime.evaluate', { contextId, awaitPromise: true, returnByValue: true,
    expression: "axe.run(document,{runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']}).then(({violations})=>violations.map(v=>`${v.id}: ${v.nodes.map(n=>n.target)}`))" });
  assert.ok(Array.isArray(result.value), JSON.stringify(result));
  return result.value;
}

async function api(path, { method = 'GET', body, key } = {}) {
  const headers = { ...(body && { 'Content-Type': 'application/json' }), ...(key && { Authorization: `Bearer ${key}` }) };
  const answer = await fetch(url + path, { method, headers, body: body && JSON.stringify(body) });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${answer.ok ? '' : await answer.text()}`);
  return answer.json();
}

/** What was written is in every list. */
async function shown({ position }) {
  await eventually(async () => (await api('/api/admin/projections')).items.every(each => each.position >= position));
}

const account = id => api('/api/accounts', { method: 'POST', body: { accountId: id, ownerId: 'o', currency: 'USD' } });

/** Deposits of one minor unit each, so that the balance is the version less one. */
async function deposits(id, count, clients = 64) {
  let left = count;
  await Promise.all(Array.from({ length: clients }, async () => {
    while (left-- > 0) await api(`/api/accounts/${id}/deposits`, { method: 'POST', body: { amount: 1, currency: 'USD', transactionId: 't' } });
  }));
}

/** The demo data's transfer, which has a trace. */
const SCREENS = [
  ['overview', '#/overview', 'follow the log'], ['log', '#/log', 'events seen'], ['log-place', '#/log?at=100', 'TransferCompleted'],
  ['streams', '#/streams?prefix=ada', 'account/ada-checking'], ['stream', '#/stream/account/ada-checking?version=5', '5 of'],
  ['event', '#/event/122', 'As it was stored'], ['trace', null, 'TransferCompleted'], ['projections', '#/projections', 'account_summary'],
  ['projection', '#/projection/account_summary', 'No stream waits'], ['steps', '#/steps/account_summary/ada-checking?at=4', 'Version 4'],
  ['processes', '#/processes', 'Under way'], ['integrity', '#/integrity', 'agree up to position'], ['access', '#/access', 'What operators did'],
  ['nowhere', '#/nowhere', 'no such screen'],
];

async function traceOf() {
  const { items } = await api('/api/events?type=TransferCompleted&limit=1');
  return `#/trace/${encodeURIComponent(items[0].metadata.correlationId)}?near=${items[0].position}`;
}

const scenarios = {
  /** Every screen in both themes and at 320 px: what it must show, no violation, nothing wider than the window. */
  async screens() {
    for (const [theme, width] of [['light', 1280], ['dark', 1280], ['light', 320]]) {
      for (const [name, hash, words] of SCREENS) {
        const page = await open(hash ?? await traceOf(), { theme, width });
        await until(page, words);
        assert.deepEqual(await violations(page), [], `${name} ${theme} ${width}`);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, `${name} is wider than ${width}`);
        if (argument && width > 320 && name !== 'nowhere') {
          await page.setViewport({ width: 1000, height: 640 });
          await page.screenshot({ path: `${argument}/${name}-${theme}.webp`, type: 'webp', quality: 60 });
        }
        await page.close();
      }
    }
  },

  /** The keys lead everywhere, and where the focus is can be seen. */
  async keys() {
    const page = await open('#/overview');
    await until(page, 'follow the log');
    await page.keyboard.press('?');
    await page.waitForSelector('#help[open]');
    await page.keyboard.press('Escape');
    await page.waitForSelector('#help:not([open])');
    await page.keyboard.press('/');
    await page.keyboard.type('account/ada-checking');
    await page.keyboard.press('Enter');
    await until(page, '17 of 17');
    await page.focus('#version');
    await page.keyboard.press('ArrowLeft');
    await until(page, '16 of 17');
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await page.waitForFunction(() => document.querySelector('h1').textContent === 'Projections' && document.querySelector('main').innerText.includes('account_summary'));
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'account_summary');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await until(page, 'No stream waits');
    await page.goBack();
    await page.waitForFunction(() => document.querySelector('h1').textContent === 'Projections');
    await page.keyboard.press('/');
    await page.keyboard.type('7');
    await page.keyboard.press('Enter');
    await until(page, 'Event 7');
  },

  /** What an operator may do, asked once, and done. */
  async actions() {
    const page = await open('#/projection/account_summary');
    await until(page, 'No stream waits');
    await press(page, 'Rebuild');
    await until(page, 'made anew beside the old ones');
    await press(page, 'Cancel');
    await page.waitForFunction(() => !document.querySelector('main ~ dialog[open]'));
    await press(page, 'Rebuild');
    await page.waitForSelector('dialog[open] .act');
    await page.click('dialog[open] .act');
    await page.waitForFunction(() => !document.querySelector('dialog[open]'));
    const rebuilt = async () => (await api('/api/events?category=audit&limit=100')).items.some(each => each.payload.path.endsWith('/rebuild'));
    await eventually(rebuilt);

    await shown(await api('/api/keys', { method: 'POST', body: { owner: 'shown', scopes: ['log:read'] } }));
    await page.goto(`${url}/console/#/access`);
    await until(page, 'shown');
    await press(page, 'Revoke');
    await page.waitForSelector('dialog[open] .act');
    await page.click('dialog[open] .act');
    await until(page, 'REVOKED');

    await shown(await api('/api/webhooks', { method: 'POST', body: { webhookId: 'shop', url: 'https://hooks.invalid/shop', types: ['order.OrderPlaced'] } }));
    await page.goto(`${url}/console/#/webhook/shop`);
    await until(page, 'https://hooks.invalid/shop');
    await press(page, 'Pause');
    await page.waitForSelector('dialog[open] .act');
    await page.click('dialog[open] .act');
    await until(page, 'PAUSED');
    await press(page, 'Resume');
    await page.waitForSelector('dialog[open] .act');
    await page.click('dialog[open] .act');
    await until(page, 'ACTIVE');

    const agree = async label => {
      await press(page, label);
      await page.waitForSelector('dialog[open] .act');
      if (await page.$('dialog[open] input')) await page.type('dialog[open] input', '1');
      await page.click('dialog[open] .act');
      await page.waitForFunction(() => !document.querySelector('dialog[open]'));
    };
    await agree('Test');
    await page.waitForSelector('[role=status].trouble');
    await until(page, 'It did not answer');
    await agree('Replay');
    const sent = async () => (await api('/api/webhooks/shop/attempts')).items.some(each => each.position > 0);
    await eventually(sent);
    await page.reload();
    await until(page, 'Resend');
    await agree('Resend');

    await page.goto(`${url}/console/#/steps/account_summary/ada-checking`);
    await until(page, 'New row');
    await press(page, 'Step');
    await until(page, 'Row before and after');
    await press(page, 'Back');
    await until(page, 'New row');
    await page.goto(`${url}/console/#/integrity`);
    await until(page, 'agree up to');
    await press(page, 'Ask again');
    await until(page, 'Ask again');
  },

  /** Where one is led: filters, places in the log, pages and back, copies. */
  async ways() {
    const page = await open('#/log');
    await until(page, 'events seen');
    const show = async values => {
      for (const [name, value] of Object.entries(values)) {
        await page.$eval(`form [name=${name}]`, (input, to) => { input.value = to; }, value);
      }
      await page.$eval('main form', form => form.requestSubmit());
    };
    await show({ category: 'transfer', type: 'TransferRequested', place: '1' });
    await page.waitForFunction(() => location.hash === '#/log?category=transfer&type=TransferRequested&at=1' && document.querySelectorAll('tbody tr').length > 20);
    assert.ok(!(await text(page)).includes('TransferCompleted'));
    await press(page, 'Live');
    await until(page, 'events seen');
    await show({ category: '', type: '', place: '2020-01-31 12:00' });
    await page.waitForFunction(() => location.hash.includes('from=2020-01-31T11'), {});
    const firstRow = position => page.waitForFunction(wanted => document.querySelector('tbody tr a')?.textContent === wanted, {}, position);
    await firstRow('1');
    await press(page, 'Next');
    await until(page, 'Page 2');
    await firstRow('51');
    await press(page, 'Back');
    await until(page, 'Page 1');
    await show({ category: 'nonsense' });
    await until(page, 'Refused (400)');
    said.length = 0; // a refusal is an error to the browser
    await show({ category: '', place: 'nonsense' });
    assert.ok(await page.$eval('[name=place]', input => !input.validity.valid));

    await page.goto(`${url}/console/#/streams`);
    await page.waitForSelector('[name=prefix]');
    await show({ category: 'order', prefix: 'ada' });
    await page.waitForFunction(() => document.querySelector('tbody tr')?.innerText.includes('order/ada'));

    const session = await browser.target().createCDPSession();
    await session.send('Browser.grantPermissions', { origin: url, permissions: ['clipboardReadWrite', 'clipboardSanitizedWrite'] });
    await page.goto(`${url}/console/#/event/122`);
    await until(page, 'As it was stored');
    const copied = async label => {
      await press(page, label);
      await until(page, 'Copied');
      await page.waitForFunction(wanted => [...document.querySelectorAll('main button')].some(each => each.textContent === wanted), {}, label);
      return page.evaluate(() => navigator.clipboard.readText());
    };
    await page.bringToFront();
    assert.equal(JSON.parse(await copied('Copy as JSON')).position, 122);
    assert.equal(await copied('Copy as curl'), `curl '${url}/api/events/122'`);
    assert.match(await copied('Copy as given'), /^given\(new \w+\(/);
    await session.send('Browser.resetPermissions');
    await session.send('Browser.setPermission', { origin: url, permission: { name: 'clipboard-write' }, setting: 'denied' });
    await press(page, 'Copy as curl');
    await page.waitForSelector('dialog[open] textarea');
    assert.equal(await page.$eval('dialog[open] textarea', area => area.value), `curl '${url}/api/events/122'`);
    assert.deepEqual(await violations(page), []);
    await press(page, 'Close');
    await press(page, 'Before');
    await until(page, 'Event 121');
    await press(page, 'After');
    await until(page, 'Event 122');

    await page.goto(`${url}/console/${await traceOf()}`);
    await until(page, 'looked through to its end');
    assert.ok((await page.$$('thead th')).length >= 5, 'a lane for each stream: the transfer and two accounts');
    await press(page, 'From the beginning of the log');
    await page.waitForFunction(() => location.hash.endsWith('near=1'));
    await until(page, 'TransferCompleted');
  },

  /** Streams that wait, which the other side makes and mends: seen first, one passed over, one tried again. */
  async parked() {
    const lines = process.stdin[Symbol.asyncIterator]();
    for (const id of ['unlucky', 'patient']) {
      await account(id);
      await deposits(id, 1);
      await api(`/api/accounts/${id}/deposits`, { method: 'POST', body: { amount: 13, currency: 'USD', transactionId: 't' } });
    }
    const waiting = async () => (await api('/api/admin/projections/account_summary/parked')).items.map(each => each.streamId);
    await eventually(async () => (await waiting()).length === 2);
    const page = await open('#/overview');
    await until(page, 'need somebody');
    assert.equal(await page.evaluate(() => document.querySelector('tbody tr').innerText.split('\t').slice(0, 2).join()), 'account_summary,PARKED');
    assert.deepEqual(await violations(page), []);
    await page.goto(`${url}/console/#/projection/account_summary`);
    await until(page, 'account/unlucky');
    assert.deepEqual(await violations(page), []);
    const row = id => page.evaluateHandle(wanted => [...document.querySelectorAll('tr')].find(each => each.innerText.includes(wanted)), `account/${id}`);
    await (await (await row('unlucky')).$('button.danger')).click();
    await page.waitForSelector('dialog[open] input');
    assert.deepEqual(await violations(page), []);
    await page.type('dialog[open] input', 'Thirteen is no number');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => !document.querySelector('main').innerText.includes('account/unlucky'));
    await (await (await row('patient')).$('button')).click();
    await page.waitForSelector('dialog[open] .act');
    await page.click('dialog[open] .act');
    await until(page, 'Refused (409)');
    said.length = 0; // a refusal is an error to the browser
    console.log('parked');
    await lines.next();
    await page.click('dialog[open] .act');
    await until(page, 'No stream waits');
  },

  /** With one's account at the issuer, and back to where one was. */
  async account() {
    const [user, password] = argument.split(',');
    const page = await open('#/log?category=account');
    await until(page, 'asks who you are');
    await press(page, 'With your account');
    await page.waitForSelector('#username');
    await page.type('#username', user);
    await page.type('#password', password);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.hash === '#/log?category=account' && document.querySelector('.counts'));
    assert.equal(await page.evaluate(() => location.search + sessionStorage.length + document.cookie), '0');
    said.length = 0; // that it was asked who it is
  },

  /** Any version of a long stream, with the state that it had. */
  async slider() {
    const versions = 10_000;
    await account('long');
    await deposits('long', versions - 1);
    const page = await open('#/stream/account/long');
    await until(page, '10,000 of 10,000');
    for (const version of [1, 2, 4711, 9999, 501, 10_000, 5000]) {
      await page.evaluate(to => {
        const slider = document.getElementById('version');
        for (const step of [to > 9000 ? to - 3 : to + 3, to]) { // as one draws it along
          slider.value = step;
          slider.dispatchEvent(new Event('input', { bubbles: true }));
        }
      }, version);
      await page.waitForFunction(to => [...document.querySelectorAll('.beside th')].find(each => each.textContent === 'balance')
        ?.nextElementSibling.innerText.replace(/[^\d ]/g, '').trim().split(' ').at(-1) === String(to - 1)
        && document.querySelector('tr.chosen td').innerText === to.toLocaleString('en-US'), {}, version);
      assert.ok((await page.url()).endsWith(version === versions ? '/long' : `?version=${version}`), page.url());
    }
  },

  /** The feed beside a load: each event counted, the page's memory bounded. */
  async feed() {
    const events = Number(argument);
    await account('busy');
    const page = await open('#/log');
    await until(page, 'events seen');
    const session = await page.createCDPSession();
    const heap = async () => { await session.send('HeapProfiler.collectGarbage'); return (await session.send('Runtime.getHeapUsage')).usedSize; };
    await deposits('busy', 2000);
    const before = await heap();
    await page.evaluate(() => {
      globalThis.longest = 0;
      new PerformanceObserver(list => { for (const each of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, each.duration); }).observe({ type: 'longtask' });
    });
    const began = performance.now();
    await deposits('busy', events);
    const seconds = (performance.now() - began) / 1000;
    const { position } = (await api('/api/streams?category=account&prefix=busy')).items[0];
    await page.waitForFunction(last => Number(document.querySelector('.counts').dataset.last) >= last, {}, position);
    const { seen, first, last } = await page.evaluate(() => ({ ...document.querySelector('.counts').dataset }));
    assert.equal(Number(seen), last - first + 1, 'each position was seen once');
    const grown = await heap() - before;
    assert.ok(grown < 8e6, `the page grew by ${grown} bytes`);
    console.log(`${events} events at ${Math.round(events / seconds)}/s, longest task ${await page.evaluate(() => globalThis.longest)} ms, heap ${before} and ${before + grown}`);
    await press(page, 'Pause');
    await until(page, 'when you paused');
  },

  /** The service dies and comes back: said, and nothing missed. The other side is told by lines. */
  async absence() {
    const page = await open('#/log');
    await until(page, 'events seen');
    console.log('ready');
    const lines = process.stdin[Symbol.asyncIterator]();
    await lines.next();
    await until(page, 'No answer');
    console.log('missed');
    await lines.next();
    await account('back');
    await until(page, 'account/back');
    const { seen, first, last } = await page.evaluate(() => ({ ...document.querySelector('.counts').dataset }));
    assert.equal(Number(seen), last - first + 1);
    assert.ok(!(await text(page)).includes('No answer'));
    said.length = 0; // that the service was away is an error of the network
  },

  /** A closed door: no key, a wrong one, one that may read, one without scopes. */
  async closed() {
    const [reader, nobody] = argument.split(',');
    const logIn = async (page, key) => {
      await page.waitForSelector('input[name=credential]');
      await page.type('input[name=credential]', key);
      await page.keyboard.press('Enter');
    };
    const page = await open('#/projection/account_summary');
    await until(page, 'asks who you are');
    assert.deepEqual(await violations(page), []);
    await logIn(page, 'dbk_none_0');
    await until(page, 'does not take this credential');
    await page.evaluate(() => { document.querySelector('input[name=credential]').value = ''; });
    await logIn(page, reader);
    await until(page, 'No stream waits');
    assert.ok(!(await text(page)).includes('Rebuild'), 'who may only read is offered nothing else');
    assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]), [0, 0, '']);

    const other = await open('#/overview');
    await logIn(other, nobody);
    for (const [, hash] of SCREENS.filter(([name, each]) => each && name !== 'nowhere')) {
      await other.evaluate(to => { location.hash = to; }, hash);
      await other.waitForFunction(() => /Not allowed|scope|waits|events seen|shows/.test(document.querySelector('main').innerText));
      assert.deepEqual(await violations(other), [], hash);
    }
    said.length = 0; // each refusal is an error to the browser
  },

  /** Text of others is text. */
  async hostile() {
    await account('hostile');
    const reason = '<img src=x onerror="document.title=1"><script>alert(1)</script>\u202egnp.exe \u200b\u2066' + 'long'.repeat(200);
    await api('/api/accounts/hostile/freeze', { method: 'POST', body: { reason } });
    const { position } = (await api('/api/streams?category=account&prefix=hostile')).items[0];
    for (const hash of [`#/event/${position}`, '#/stream/account/hostile', `#/log?at=${position}`, '#/steps/account_summary/hostile?at=2']) {
      const page = await open(hash, { width: 320 });
      await until(page, '<img src=x');
      assert.equal(await page.evaluate(() => document.querySelectorAll('main img, main script').length), 0);
      assert.equal(await page.evaluate(() => /[\u202e\u200b\u2066]/.test(document.body.innerText)), false, 'what cannot be seen is shown');
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
      await page.close();
    }
  },
};

setTimeout(() => { console.log('It does not end.', said); process.exit(1); }, WHOLE).unref();
try {
  await scenarios[scenario]();
  assert.deepEqual(said, []);
} catch (failure) {
  for (const page of await browser.pages()) console.log(page.url(), '\n', await text(page).catch(() => ''), '\n', said);
  console.log(failure);
  process.exitCode = 1;
} finally {
  await browser.close();
}
process.exit();
