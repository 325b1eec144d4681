/** Every id that the manifest and the code share. A test holds the two together. */
export const Command = {
  startExperiment: 'attribution.startExperiment',
  cancelExperiment: 'attribution.cancelExperiment',
  resumeRun: 'attribution.resumeRun',
  openRun: 'attribution.openRun',
  openInAttribution: 'attribution.openInAttribution',
  newConfig: 'attribution.newConfig',
  showPanel: 'attribution.showPanel',
  showRunning: 'attribution.showRunning',
  showLog: 'attribution.showLog',
  compareForks: 'attribution.compareForks',
  openSelection: 'attribution.openSelection',
  showInPlot: 'attribution.showInPlot',
  saveSelection: 'attribution.saveSelection',
  exportAll: 'attribution.exportAll',
  copyLink: 'attribution.copyLink',
  exportReport: 'attribution.exportReport',
  operate: 'attribution.operate',
  runCausalTest: 'attribution.runCausalTest',
  cancelCausalTest: 'attribution.cancelCausalTest',
  replicate: 'attribution.replicate',
  reliability: 'attribution.reliability',
  sweep: 'attribution.sweep',
  newSweep: 'attribution.newSweep',
  openStudy: 'attribution.openStudy',
  cancelStudy: 'attribution.cancelStudy',
  testClaims: 'attribution.testClaims',
  cancelClaims: 'attribution.cancelClaims',
  openClaims: 'attribution.openClaims',
  saveClaims: 'attribution.saveClaims',
  openClaimsSeed: 'attribution.openClaimsSeed',
  findRuns: 'attribution.findRuns',
  refreshRuns: 'attribution.refreshRuns',
  showMoreRuns: 'attribution.showMoreRuns',
  clearRunsFilter: 'attribution.clearRunsFilter',
  openRunConfig: 'attribution.openRunConfig',
  rerun: 'attribution.rerun',
  rerunNextSeed: 'attribution.rerunNextSeed',
  renameRun: 'attribution.renameRun',
  tagRun: 'attribution.tagRun',
  noteRun: 'attribution.noteRun',
  pinRun: 'attribution.pinRun',
  unpinRun: 'attribution.unpinRun',
  revealRun: 'attribution.revealRun',
  deleteRun: 'attribution.deleteRun',
  compareRuns: 'attribution.compareRuns',
  compareConfigs: 'attribution.compareConfigs',
  openWalkthrough: 'attribution.openWalkthrough',
} as const;

export const Setting = {
  runsFolder: 'runsFolder',
  dataFolder: 'dataFolder',
  defaultConfig: 'defaultConfig',
  compareDigits: 'compareDigits',
  layerMemory: 'layerMemory',
} as const;

/** The section of the settings: `attribution.runsFolder`, … */
export const SETTINGS_SECTION = 'attribution';

/** What can be done now: keys of the manifest's `when` clauses, kept true by `offers`. Before that all count as false. */
export const Offer = {
  /** Runs that can be found: any at all, any that stopped before its end, two that can be compared. */
  hasRuns: 'attribution.hasRuns',
  hasResumable: 'attribution.hasResumableRuns',
  canCompare: 'attribution.canCompareRuns',
  canCompareConfigs: 'attribution.canCompareConfigs',
  /** A sweep or a replication that can be opened. */
  hasStudies: 'attribution.hasStudies',
  hasClaims: 'attribution.hasClaims',
  /** A panel shows a finished run; one that this engine made. */
  runShown: 'attribution.runShown',
  ownRunShown: 'attribution.ownRunShown',
  /** Something of that run is selected; of the run of the dump in front, where there is one. */
  selected: 'attribution.selected',
  selectedInFront: 'attribution.selectedInFront',
  /** Some editor shows weights. */
  weightsOpen: 'attribution.weightsOpen',
  /** Somebody has asked in this window what breaks without a selection. */
  askedWhatBreaks: 'attribution.askedWhatBreaks',
  /** There is a claims page; it is whole. */
  claimsShown: 'attribution.claimsShown',
  claimsComplete: 'attribution.claimsComplete',
  /** Paths of the folders in the workspace that hold a run. */
  runFolders: 'attribution.runFolders',
} as const;

/** True while an experiment is running: commands' `enablement`. */
export const RUNNING_CONTEXT_KEY = 'attribution.running';

/** True while a replication or a sweep is running. */
export const STUDY_RUNNING_CONTEXT_KEY = 'attribution.studyRunning';

/** The view of runs. Not under `attribution.`, where the editor would put commands of its own beside ours. */
export const RUNS_VIEW = 'attributionRuns';

/** True while the view lists only the runs that a query finds. */
export const RUNS_FILTERED_CONTEXT_KEY = 'attribution.runsFiltered';

/** View type of the page that compares runs. */
export const COMPARE_VIEW_TYPE = 'attribution.compare';

/** View type of the analysis panel, in `createWebviewPanel`, the serializer and `activationEvents` alike. */
export const PANEL_VIEW_TYPE = 'attribution.panel';

/** View type of the editor of a `run.json` that shows the run. */
export const RUN_EDITOR_VIEW_TYPE = 'attribution.run';

/** The walkthrough, by its id in the manifest. */
export const WALKTHROUGH = 'start';

/** View type of the page of a replication or a sweep, likewise. */
export const STUDY_VIEW_TYPE = 'attribution.study';

/** View type of the claims page. */
export const CLAIMS_VIEW_TYPE = 'attribution.claims';

/** True while claims are tested: a command's `enablement`. */
export const TESTING_CONTEXT_KEY = 'attribution.testingClaims';

/** True while a causal test is running, likewise. */
export const CAUSAL_CONTEXT_KEY = 'attribution.causalTestRunning';

/** Scheme of the weight dumps' addresses, `attribution:/<run id>/layer1/neuron-042.weights`. */
export const DUMP_SCHEME = 'attribution';

/** Scheme of the configs of runs as documents, `attribution-config:/<run id>/config.json`. */
export const CONFIG_DOCUMENT_SCHEME = 'attribution-config';

/** Language of the weight dumps, by the ending of their names. */
export const DUMP_LANGUAGE = 'attribution-weights';

/** Colours of x and y from all of group A (1) to all of group B (0), and of what is selected. Themes may set them. */
export const Colour = {
  selection: 'attribution.selection',
  groupA: 'attribution.groupA',
  groupAWeak: 'attribution.groupAWeak',
  even: 'attribution.even',
  groupBWeak: 'attribution.groupBWeak',
  groupB: 'attribution.groupB',
  /** In the panel. */
  selectedLine: 'attribution.selectedLine',
  selectedRuler: 'attribution.selectedRuler',
  pointedLine: 'attribution.pointedLine',
} as const;

/** What a config file's name ends in. */
export const CONFIG_SUFFIX = '.attribution.json';

/** What a sweep file's name ends in. */
export const SWEEP_SUFFIX = '.attribution-sweep.json';
