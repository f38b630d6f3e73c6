import '@mantine/dates/styles.css';
import 'dayjs/locale/ru';
import type { CalendarBaseProps } from '@mantine/dates';
import { useTranslation } from '../../i18n/use-translation';

/** Properties of every calendar of the pages: weeks from Monday, in the language of the page. */
export function useCalendar() {
  const { t, language } = useTranslation();
  return {
    locale: language,
    firstDayOfWeek: 1,
    ariaLabels: {
      previousMonth: t('dates.previousMonth'),
      nextMonth: t('dates.nextMonth'),
      previousYear: t('dates.previousYear'),
      nextYear: t('dates.nextYear'),
      previousDecade: t('dates.previousDecade'),
      nextDecade: t('dates.nextDecade'),
      monthLevelControl: t('dates.chooseMonth'),
      yearLevelControl: t('dates.chooseYear'),
    },
  } as const satisfies CalendarBaseProps & { readonly locale: string; readonly firstDayOfWeek: number };
}
