import '@mantine/dates/styles.css';
import 'dayjs/locale/ru';
import type { DateInputProps } from '@mantine/dates';
import { useTranslation } from '../../i18n/use-translation';

/** Properties of every calendar of the pages: weeks from Monday, in the language of the page. */
export function useCalendar() {
  const { t, language } = useTranslation();
  return {
    locale: language,
    firstDayOfWeek: 1,
    // Red says that something is wrong.
    weekendDays: [],
    hideOutsideDates: true,
    // Without a role and a name, the calendar would lie outside of all landmarks of the page.
    popoverProps: { attributes: { dropdown: { role: 'dialog', 'aria-label': t('dates.calendar') } } },
    ariaLabels: {
      previousMonth: t('dates.previousMonth'),
      nextMonth: t('dates.nextMonth'),
      previousYear: t('dates.previousYear'),
      nextYear: t('dates.nextYear'),
      previousDecade: t('dates.previousDecade'),
      nextDecade: t('dates.nextDecade'),
    },
  } satisfies Pick<
    DateInputProps,
    'locale' | 'firstDayOfWeek' | 'weekendDays' | 'hideOutsideDates' | 'popoverProps' | 'ariaLabels'
  >;
}
