import { brushPage } from './brush';

brushPage({ large: true });
