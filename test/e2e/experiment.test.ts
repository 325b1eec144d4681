import assert from 'node:assert/strict';
import { count, decimal } from '../../src/text/format';
import { groupOf, lineOpened } from './dump';
import { eventually } from './eventually';
import { Picture } from './picture';
import { assertPointsDrawn, type Cluster, cellIn, clickAt, clusters, layer1, placeIn } from './plots';
import { at, inWindow } from './suite';

const NOTES = 'notes.txt';

inWindow('the default experiment', { [NOTES]: 'Not a config.\n' }, () => {
  const weights = () => at.window.panel.locator('.weights-chart');
  const biases = () => at.window.panel.locator('.biases-chart');
  const pixels = () => at.window.panel.locator('.pixels-chart');
  const neuronTitle = (neuron: number) => `neuron-${String(neuron).padStart(3, '0')}.weights`;

  it('starts from the palette without a config, beside the editor', async () => {
    await at.window.openFile(NOTES);
    await at.window.startExperiment();
    await at.window.panel.getByRole('heading', { name: 'Weights' }).waitFor();
    assert.equal(await at.window.groups(), 2);
    assert.ok(await at.window.tab(NOTES).isVisible());
  });

  it('completes on the drawn digits, says so, and offers other data', async () => {
    await at.window.complete();
    await at.window.progress.waitFor({ state: 'hidden' });
    await at.window.panel.getByRole('heading', { name: 'drawn digits 1, 7 | 6, 8 · seed 1' }).waitFor();
    await at.window.panel.getByText('Run', { exact: true }).click();
    await at.window.panel.getByText('These are drawn digits embedded in the extension, not MNIST').waitFor();
    await at.window.button('Run on MNIST').waitFor();
    await at.window.button('Use a Folder…').waitFor();
  });

  it('shows the figures of run.json', async () => {
    const { metrics, sizes } = (await at.window.onlyRun()).file;
    const { neuronPermutation, inkAlone, residual, bootstrap } = metrics.controls;
    const shown = async (label: string) => (await at.window.metric(label)).value;
    const headline = metrics['layer1.weight'];
    assert.deepEqual(await at.window.metric('R² of layer 1’s weights'), {
      value: decimal(headline?.r2 ?? null),
      note: `${decimal(bootstrap?.neurons?.r2?.low ?? null, 2)} to ${decimal(bootstrap?.neurons?.r2?.high ?? null, 2)} · ρ ${decimal(headline?.spearman ?? null, 2)}`,
    });
    assert.match(await shown('R² of layer 1’s weights'), /^0\.\d{3}$/);
    assert.equal(await shown('neurons shuffled'), decimal(neuronPermutation.meanR2));
    assert.equal(await shown('ink alone'), decimal(inkAlone.r2));
    assert.equal(await shown('residual r'), decimal(residual.r));
    assert.deepEqual(await at.window.metric('weights'), {
      value: count((sizes[0] as number) * (sizes[1] as number)),
      note: `${count(metrics.clusters.distinctPoints)} distinct points`,
    });
    assert.equal(await shown('R² of hidden biases'), decimal(metrics['layer1.bias']?.r2 ?? null));
    assert.equal(metrics.identity.holds, true);
    assert.equal(await shown('identity check'), '✓ holds');
  });

  it('draws every weight, every bias, and every pixel', async () => {
    const run = await at.window.onlyRun();
    const { x, y } = layer1(run);
    await assertPointsDrawn(weights(), x.weight, y.weight);
    await assertPointsDrawn(biases(), x.bias, y.bias);
    const map = await Picture.of(pixels());
    assert.ok(map.colours > 100, `the map has ${map.colours} colours`);
    const painted = map.painted();
    assert.ok(painted > 0.3 && painted < 0.98, `${painted} of the map is painted`);
  });

  describe('a click', () => {
    let [first, second] = [undefined, undefined] as (Cluster | undefined)[];

    /** Clicks a cluster, and asserts that a weight of its is shown. */
    async function openCluster({ neuron, inputs, x, y }: Cluster): Promise<void> {
      await clickAt(weights(), await placeIn(weights(), x, y));
      const shown = await lineOpened(at.window, neuronTitle(neuron), (line) => line.x === x.toFixed(5));
      const [row, column] = shown.name.map(Number) as [number, number];
      assert.ok(inputs.includes(row * 28 + column), `${shown.text} is not of the cluster`);
      assert.deepEqual([shown.x, shown.y], [x.toFixed(5), y.toFixed(5)]);
    }

    it('on a cluster opens its neuron’s dump in the other column, at one of its weights', async () => {
      [first, second] = clusters(await at.window.onlyRun());
      assert.ok(first !== undefined && second !== undefined);
      await openCluster(first);
      assert.equal(await at.window.groups(), 2);
      assert.ok(await weights().isVisible(), 'the panel stays in sight');
      assert.equal(
        await groupOf(at.window, neuronTitle(first.neuron))
          .filter({ has: at.window.tab(NOTES) })
          .count(),
        1,
      );
    });

    it('leaves the cursor there, in a document that cannot be changed', async () => {
      const title = neuronTitle(first?.neuron ?? -1);
      const { line } = await lineOpened(at.window, title, () => true);
      await at.window.tab(title).click();
      await at.window.harness.waitForCursor(at.window.page, line);
      assert.ok(await at.window.harness.typeIsRefused(at.window.page));
    });

    it('on another cluster shows that one in the same tab', async () => {
      assert.ok(first !== undefined && second !== undefined);
      await openCluster(second);
      await at.window.tab(neuronTitle(first.neuron)).waitFor({ state: 'detached' });
      assert.equal(await at.window.groups(), 2);
      assert.equal(await groupOf(at.window, neuronTitle(second.neuron)).locator('.tab').count(), 2);
    });

    it('on a bias opens its line', async () => {
      const { x, y } = layer1(await at.window.onlyRun());
      // The lowest x, which nothing lies before.
      const neuron = x.bias.indexOf(Math.min(...x.bias));
      const [biasX, biasY] = [x.bias[neuron] as number, y.bias[neuron] as number];
      await clickAt(biases(), await placeIn(biases(), biasX, biasY));
      const shown = await lineOpened(at.window, neuronTitle(neuron), ({ name }) => name[0] === 'bias');
      assert.deepEqual([shown.name, shown.x, shown.y], [['bias'], biasX.toFixed(5), biasY.toFixed(5)]);
    });

    it('on a pixel of the map opens the weights that leave it', async () => {
      const run = await at.window.onlyRun();
      const [row, column] = [13, 9];
      const input = row * 28 + column;
      await clickAt(pixels(), await cellIn(pixels(), run, input));
      const shown = await lineOpened(at.window, 'pixel-13-09.weights', ({ name }) => name[0] === '0');
      const { x } = layer1(run);
      assert.deepEqual([shown.name, shown.x], [['0'], (x.weight[input] as number).toFixed(5)]);
      assert.equal(await at.window.groups(), 2);
    });
  });

  // After each step above nothing may have gone wrong in the panel; here something does.
  describe('the watch over the panel', () => {
    it('would not hide a refusal by the panel’s policy, nor an error of its script', async () => {
      await at.window.panel.locator('body').evaluate((body) => {
        const script = document.createElement('script');
        script.textContent = 'document.title = "inline";';
        body.append(script);
        setTimeout(() => {
          throw new Error('thrown for a test');
        });
      });
      const faults = await eventually(
        async () => at.window.faults,
        ({ length }) => length >= 2,
      );
      const [refusal, error] = faults.splice(0);
      assert.match(refusal ?? '', /Content Security Policy/);
      assert.equal(error, 'Uncaught: thrown for a test');
    });
  });
});
