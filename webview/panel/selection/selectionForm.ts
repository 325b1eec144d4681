import * as l10n from '@vscode/l10n';
import { ParameterSet } from '../../../src/model/parameterSet';
import { isAbout, parametersMeeting, type TensorChoice } from '../../../src/model/selectionQuery';
import type { CombineMode } from '../../ui/combineMode';
import { button, type Select, select, type TextEntry, textEntry } from '../../ui/controls';
import { h, setText } from '../../ui/dom';
import type { Context } from '../context';
import { type FormMistake, parseSelectionForm, type SelectionForm } from './form';
import { outOfRange } from './formRange';
import { sizeWords } from './selectionWords';
import { summariseSelection } from './summary';

/** Of all forms of the page. */
let lastRequest = 0;

type TextField = Exclude<keyof SelectionForm, 'tensors'>;

const MODES: readonly { readonly value: CombineMode; readonly label: string }[] = [
  { value: 'replace', label: l10n.t('replace the selection') },
  { value: 'add', label: l10n.t('add to it') },
  { value: 'subtract', label: l10n.t('take from it') },
  { value: 'intersect', label: l10n.t('keep what is in both') },
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
  /** What was asked of the host and is waited for; 0 where nothing is. */
  private request = 0;

  constructor(private readonly context: Context) {
    const field = (label: string, placeholder: string) =>
      textEntry({ label, placeholder, onEnter: () => this.apply(), onInput: () => this.typed() });
    this.fields = {
      xFrom: field(l10n.t('x from'), '0'),
      xTo: field(l10n.t('x to'), '1'),
      yFrom: field(l10n.t('y from'), '0'),
      yTo: field(l10n.t('y to'), '1'),
      neurons: field(l10n.t('Neurons'), '0-9, 42'),
      inputs: field(l10n.t('Inputs'), 'row 3-9, column 10-20'),
    };
    this.tensors = select<TensorChoice>(l10n.t('Of which parameters'), (tensor) => {
      this.tensor = tensor;
    });
    this.modes = select<CombineMode>(l10n.t('What becomes of the selection'), (mode) => {
      this.mode = mode;
    });
    this.modes.set(MODES, this.mode);
    const { xFrom, xTo, yFrom, yTo, neurons, inputs } = this.fields;
    this.element = h(
      'details',
      { class: 'selection-form' },
      h('summary', {}, l10n.t('Select by Values…')),
      h(
        'div',
        { class: 'form-fields', role: 'group', 'aria-label': l10n.t('Select by values') },
        line('x', 'limits', xFrom.element, word(l10n.t('to')), xTo.element, xFrom.mistake, xTo.mistake),
        line('y', 'limits', yFrom.element, word(l10n.t('to')), yTo.element, yFrom.mistake, yTo.mistake),
        line(l10n.t('neurons'), 'list', neurons.element, neurons.mistake),
        line(l10n.t('inputs'), 'list', inputs.element, inputs.mistake),
        line(l10n.t('of'), 'choice', this.tensors.element),
        line(l10n.t('and'), 'choice', this.modes.element),
        button({
          label: l10n.t('Apply'),
          description: l10n.t('Enter in a field does the same'),
          onPress: () => this.apply(),
        }),
      ),
      this.outcome,
    );
    context.store.onFound(({ request, found }) => {
      // Asked for again, or typed in, meanwhile.
      if (request !== this.request) return;
      this.request = 0;
      if (found instanceof Uint8Array) this.select(ParameterSet.fromBits(context.store.choices.order.count, found));
      else this.say(found.fault);
    });
    context.store.onView(() => this.name());
    context.store.onState(() => this.name());
    this.name();
  }

  /** Names the tensors by the layer that is shown. */
  private name(): void {
    const layer = this.context.store.view?.layer ?? 1;
    const choices: { value: TensorChoice; label: string }[] = [
      { value: 'weights', label: l10n.t('weights of layer {0}', layer) },
      { value: 'biases', label: l10n.t('biases of layer {0}', layer) },
      { value: 'layer', label: l10n.t('all of layer {0}', layer) },
      { value: 'all', label: l10n.t('all layers') },
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
    const found = query === null ? mistakes : outOfRange(query, run, view.layer);
    this.tell(found);
    if (query === null || found.length > 0) return;
    const { layer } = view;
    const isHere = run.layers.every((one, index) => one.here || !isAbout(query, index + 1, layer));
    if (isHere) this.select(parametersMeeting(query, run, layer));
    else {
      this.request = ++lastRequest;
      this.say(l10n.t('Looking for them …'));
      this.context.host.post({ type: 'meeting', runId: run.runId, request: this.request, query, layer });
    }
  }

  private select(set: ParameterSet): void {
    const { store } = this.context;
    store.selection.apply(set, this.mode, l10n.t('the form'), null);
    const { weights, biases } = summariseSelection(store.selection.current.set, store.choices.order);
    this.say(l10n.t('{0} selected.', sizeWords(weights, biases)));
  }

  /** Says each mistake at its field, and goes to the first. */
  private tell(mistakes: readonly FormMistake[]): void {
    const byField = Object.entries(this.fields) as [TextField, TextEntry][];
    for (const [name, field] of byField) {
      const own = mistakes.filter((mistake) => mistake.field === name);
      field.setMistake(own.map(({ message }) => message).join(' '));
    }
    if (mistakes.length === 0) return;
    setText(this.outcome, '');
    this.context.announcer.say(mistakes.map(({ message }) => message).join(' '));
    byField.find(([name]) => mistakes.some(({ field }) => field === name))?.[1].focus();
  }

  /** What was said is of what stood there before. */
  private typed(): void {
    this.request = 0;
    setText(this.outcome, '');
    for (const field of Object.values(this.fields)) field.setMistake('');
  }

  private say(words: string): void {
    setText(this.outcome, words);
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
