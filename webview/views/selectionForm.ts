import { countOf } from '../../src/shared/format';
import type { CombineMode } from '../plot/gestures';
import { parametersMeeting, parseSelectionForm, type SelectionForm, type TensorChoice } from '../selection/form';
import { forEachIn } from '../selection/summary';
import { button, type Select, select, type TextEntry, textEntry } from '../ui/controls';
import { h, setText } from '../ui/dom';
import type { Context } from './context';

type TextField = Exclude<keyof SelectionForm, 'tensors'>;

const MODES: readonly { readonly value: CombineMode; readonly label: string }[] = [
  { value: 'replace', label: 'replace the selection' },
  { value: 'add', label: 'add to it' },
  { value: 'subtract', label: 'take from it' },
  { value: 'intersect', label: 'keep what is in both' },
];

/** Every brush by keys: parameters are selected by their values and their places. A disclosure, closed at first. */
export function selectionForm(context: Context): HTMLElement {
  return new SelectionFormView(context).element;
}

class SelectionFormView {
  readonly element: HTMLElement;
  private readonly fields: Readonly<Record<TextField, TextEntry>>;
  private readonly tensors: Select<TensorChoice>;
  private readonly modes: Select<CombineMode>;
  private readonly outcome = h('p', { class: 'form-outcome' });
  private tensor: TensorChoice = 'weights';
  private mode: CombineMode = 'replace';

  constructor(private readonly context: Context) {
    const field = (label: string, placeholder: string) =>
      textEntry({ label, placeholder, onEnter: () => this.apply(), onInput: () => setText(this.outcome, '') });
    this.fields = {
      xFrom: field('x from', '0'),
      xTo: field('x to', '1'),
      yFrom: field('y from', '0'),
      yTo: field('y to', '1'),
      neurons: field('Neurons', '0-9, 42'),
      inputs: field('Inputs', 'row 3-9, column 10-20'),
    };
    this.tensors = select<TensorChoice>('Of which parameters', (tensor) => {
      this.tensor = tensor;
    });
    this.modes = select<CombineMode>('What becomes of the selection', (mode) => {
      this.mode = mode;
    });
    this.modes.set(MODES, this.mode);
    const { xFrom, xTo, yFrom, yTo, neurons, inputs } = this.fields;
    this.element = h(
      'details',
      { class: 'selection-form' },
      h('summary', {}, 'Select by Values…'),
      h(
        'div',
        { class: 'form-fields', role: 'group', 'aria-label': 'Select by values' },
        line('x', 'limits', xFrom.element, word('to'), xTo.element),
        line('y', 'limits', yFrom.element, word('to'), yTo.element),
        line('neurons', 'list', neurons.element),
        line('inputs', 'list', inputs.element),
        line('of', 'choice', this.tensors.element),
        line('and', 'choice', this.modes.element),
        button({ label: 'Apply', description: 'Enter in a field does the same', onPress: () => this.apply() }),
      ),
      this.outcome,
    );
    context.store.onView(() => this.name());
    context.store.onState(() => this.name());
    this.name();
  }

  /** Names the tensors by the layer that is shown. */
  private name(): void {
    const layer = this.context.store.view?.layer ?? 1;
    const choices: { value: TensorChoice; label: string }[] = [
      { value: 'weights', label: `weights of layer ${layer}` },
      { value: 'biases', label: `biases of layer ${layer}` },
      { value: 'layer', label: `all of layer ${layer}` },
      { value: 'all', label: 'all layers' },
    ];
    this.tensors.set(choices, this.tensor);
  }

  private apply(): void {
    const { store } = this.context;
    const { run, view } = store;
    if (run === null || view === null) return;
    const { fields, tensor } = this;
    const { query, mistakes } = parseSelectionForm({
      xFrom: fields.xFrom.value,
      xTo: fields.xTo.value,
      yFrom: fields.yFrom.value,
      yTo: fields.yTo.value,
      neurons: fields.neurons.value,
      inputs: fields.inputs.value,
      tensors: tensor,
    });
    if (mistakes !== null) {
      const [first] = mistakes;
      this.say(mistakes.map(({ message }) => message).join(' '), true);
      if (first !== undefined && first.field !== 'tensors') fields[first.field].focus();
      return;
    }
    const set = parametersMeeting(query, run, view.layer);
    store.selection.apply(set, this.mode, 'the form', null);
    this.say(`${this.words()} selected.`, false);
  }

  /** "412 weights", "412 weights and 3 biases" */
  private words(): string {
    const { selection, choices } = this.context.store;
    const { set } = selection.current;
    let biases = 0;
    for (const shape of choices.order.layers)
      forEachIn(set, shape.biases, shape.biases + shape.outputs, () => {
        biases++;
      });
    const weights = countOf(set.size - biases, 'weight');
    return biases === 0 ? weights : `${weights} and ${countOf(biases, 'bias', 'biases')}`;
  }

  private say(words: string, mistake: boolean): void {
    setText(this.outcome, words);
    this.outcome.classList.toggle('mistake', mistake);
    this.context.announcer.say(words);
  }
}

function line(name: string, kind: string, ...controls: readonly HTMLElement[]): HTMLElement {
  return h('div', { class: `form-line ${kind}` }, word(name), ...controls);
}

/** For the eye; each control has its own label. */
function word(text: string): HTMLElement {
  return h('span', { class: 'form-word', 'aria-hidden': 'true' }, text);
}
