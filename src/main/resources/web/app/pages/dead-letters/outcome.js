import { html, nothing } from 'lit';
import { laidOut } from '../../components/bytes.js';
import { tag, technical } from '../../components/ui.js';
import { t } from '../../i18n.js';
import { reasonWords, whyAndRemedy } from './words.js';

const TONES = { CANONICAL: 'green', IGNORED: 'grey', DEAD: 'red' };

/** What the mapping makes of a message: the canonical one, why it is passed over, or the exact reason why there is none. */
export function outcomeOf(tried) {
  return html`
    <div class="outcome">
      <p>${tag(t(`try.outcome.${tried.outcome}`), TONES[tried.outcome])}${tried.key ? html` <code>${tried.key}</code>` : nothing}</p>
      ${tried.outcome === 'DEAD' ? html`
        <p><strong>${reasonWords(tried.reason)}</strong></p>
        ${whyAndRemedy(tried)}` : nothing}
      ${tried.outcome === 'IGNORED' ? html`<p>${t('bench.ignored')} ${technical(tried.kind?.ignored ?? tried.reason)}</p>` : nothing}
      ${tried.canonical ? html`<pre class="code" tabindex="0" aria-label=${t('try.canonical')}>${laidOut(JSON.stringify(tried.canonical))}</pre>` : nothing}
    </div>`;
}
