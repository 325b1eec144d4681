import assert from 'node:assert/strict';
import { ParameterSet } from '../../../src/model/parameterSet';
import { reportHtml } from '../../../src/text/report';
import { at, complete, inBrowser, open } from '../browserSuite';

/** What would run, load or show something, were it taken for HTML anywhere. */
const HOSTILE = '"><img src="https://example.org/x" onerror="window.hacked=1"><script>window.hacked=1</script>';

inBrowser('what comes from data', () => {
  const hostileRun = () => {
    const { run } = at;
    const { networks } = run.training;
    return {
      ...run,
      title: { ...run.title, network: `${HOSTILE} 784`, data: HOSTILE, engine: HOSTILE, configHash: HOSTILE },
      training: {
        ...run.training,
        networks: networks.map((network, index) => ({ ...network, name: `${HOSTILE}${index}` })),
      },
    };
  };
  const elements = () =>
    at.panel.page.evaluate(() => ({
      strange: document.querySelectorAll('img[src^="http"], main script, iframe, object, [onerror]').length,
      hacked: 'hacked' in window,
    }));

  it('is text in the panel, and asks for nothing', async () => {
    const run = hostileRun();
    await open(complete(run));
    const bits = ParameterSet.of(784 * 100 + 100 + 200 + 2, [0, 1, 785]).bits;
    await at.panel.send({ type: 'named', runId: run.runId, selections: [{ name: HOSTILE, bits }] });
    for (const name of ['Training', 'Findings', 'Neurons']) {
      const tab = at.panel.page.getByRole('tab', { name });
      if ((await tab.count()) > 0) await tab.first().click();
      await at.panel.settle();
    }
    assert.ok((await at.panel.text()).includes('window.hacked=1'));
    assert.deepEqual(await elements(), { strange: 0, hacked: false });
  });

  it('is text in what went wrong', async () => {
    await open({ kind: 'missing', runId: HOSTILE, reason: HOSTILE });
    assert.ok((await at.panel.text()).includes('<script>window.hacked=1'));
    assert.deepEqual(await elements(), { strange: 0, hacked: false });
  });

  it('is text in a report, which runs and asks for nothing', async () => {
    await open(null);
    const details = {
      config: HOSTILE,
      data: [[HOSTILE, HOSTILE]],
      started: HOSTILE,
      seconds: 1,
      language: HOSTILE,
    } as const;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg">${HOSTILE}</svg>`;
    const html = reportHtml(hostileRun(), details, [
      { plot: 'weights', title: HOSTILE, note: HOSTILE, light: svg, dark: svg },
    ]);
    const page = await at.browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    try {
      await page.setContent(html, { waitUntil: 'load' });
      assert.deepEqual(
        asked.filter((url) => !url.startsWith('data:') && url !== 'about:blank'),
        [],
      );
      assert.deepEqual(
        await page.evaluate(() => [
          document.querySelectorAll('script, [onerror], img[src^="http"]').length,
          'hacked' in window,
        ]),
        [0, false],
      );
    } finally {
      await page.close();
    }
  });
});
