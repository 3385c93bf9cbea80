import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles/index.css';
import './app.css';
import { App } from './app.tsx';
import { refreshSession } from './stores/session.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root element.');
// Asked before anything is drawn, so that the engine answers meanwhile.
void refreshSession();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
