/** Vaadin's date picker, with what it leaves out for screen readers. */

import '@vaadin/date-picker/vaadin-date-picker.js';

const MonthCalendar = customElements.get('vaadin-month-calendar').prototype;
const { updated } = MonthCalendar;

/** The names of the weekdays are hidden from screen readers, for each day says its own; their row, which is then empty, is hidden too. */
MonthCalendar.updated = function (...changes) {
  updated?.apply(this, changes);
  this.shadowRoot.querySelector('[part=weekdays]')?.setAttribute('aria-hidden', 'true');
};

/** A field that is open names what it has opened. The event does not bubble, and is caught on its way down. */
document.addEventListener('opened-changed', ({ target, detail }) => {
  if (target.localName === 'vaadin-date-picker' && detail.value) {
    const calendar = target.querySelector('vaadin-date-picker-overlay-content');
    if (calendar) {
      calendar.id ||= `${target.inputElement.id}-calendar`;
      target.inputElement.setAttribute('aria-controls', calendar.id);
    }
  }
}, true);
