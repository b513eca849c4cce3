import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { prepareOffline } from './offline/boot.ts';
import { createUndertone, startUndertone } from './state/undertone.ts';
import './ui/styles/tokens.css';
import './ui/styles/base.css';
import './ui/styles/components.css';
import './app/shell.css';
import './pages/desk/desk.css';
import './pages/desk/read.css';
import './pages/desk/aside.css';
import './ui/styles/print.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');

// Nothing that could hold text is rendered, and no worker started, before the page is closed.
const undertone = createUndertone(await prepareOffline());
startUndertone(undertone);
createRoot(root).render(<App undertone={undertone} />);
