import { brushPage } from './brush';

brushPage({ large: false });
