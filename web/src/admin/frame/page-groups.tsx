import { useId } from 'react';
import { useLocation } from 'react-router';
import { IconChevronDown } from '../../shared/icons/icon-chevron-down';
import { IconPin } from '../../shared/icons/icon-pin';
import { useTranslation } from '../../shared/i18n/use-translation';
import { FrameLink } from '../../shared/ui/page-frame';
import { groupsOf } from './navigation.rules';
import classes from './page-groups.module.css';
import { FOLDED_GROUPS, type SeenPage } from './pages';
import { useNavigation } from './use-navigation';

interface PageGroupsProps {
  readonly personId: string;
  readonly pages: readonly SeenPage[];
}

/** The pages of the navigation: those of the day open on top, those that the person pinned, and the others folded by group. */
export function PageGroups({ personId, pages }: PageGroupsProps) {
  const { t } = useTranslation('admin');
  const id = useId();
  const { pathname } = useLocation();
  const { current, pinned, others, pin, isOpen, toggle } = useNavigation(personId, pages, pathname);
  const item = (page: SeenPage) => (
    <li key={page.path} className={classes.item}>
      <PageLink page={page} isCurrent={page === current} />
      {page.group !== 'today' && (
        <PinButton page={page} isPinned={pinned.includes(page)} onPin={(isPinned) => pin(page, isPinned)} />
      )}
    </li>
  );
  return (
    <ul className={classes.pages}>
      {others.filter(({ group }) => group === 'today').map(item)}
      {pinned.length > 0 && (
        <li className={classes.pinned}>
          <p id={`${id}-pinned`} className={classes.heading}>
            {t('nav.pinned')}
          </p>
          <ul aria-labelledby={`${id}-pinned`}>{pinned.map(item)}</ul>
        </li>
      )}
      {groupsOf(others, FOLDED_GROUPS).map(({ group, pages: own }) => (
        <li key={group} className={classes.group}>
          <button
            type="button"
            className={classes.fold}
            aria-expanded={isOpen(group)}
            aria-controls={`${id}-${group}`}
            data-current={(current !== undefined && own.includes(current)) || undefined}
            onClick={() => toggle(group)}
          >
            <IconChevronDown size={18} stroke={2} aria-hidden />
            {t(`nav.group.${group}`)}
            {!isOpen(group) && own.map((page) => 'badge' in page && <page.badge key={page.path} />)}
          </button>
          <ul id={`${id}-${group}`} hidden={!isOpen(group)}>
            {own.map(item)}
          </ul>
        </li>
      ))}
    </ul>
  );
}

function PageLink({ page, isCurrent }: { readonly page: SeenPage; readonly isCurrent: boolean }) {
  const { t } = useTranslation('admin');
  const { path, word, icon: Icon } = page;
  return (
    <FrameLink to={path} isCurrent={isCurrent}>
      <Icon size={20} stroke={1.75} aria-hidden />
      {t(`nav.${word}`)}
      {'badge' in page && <page.badge />}
    </FrameLink>
  );
}

interface PinButtonProps {
  readonly page: SeenPage;
  readonly isPinned: boolean;
  readonly onPin: (isPinned: boolean) => void;
}

function PinButton({ page, isPinned, onPin }: PinButtonProps) {
  const { t } = useTranslation('admin');
  const label = t(isPinned ? 'nav.unpin' : 'nav.pin', { page: t(`nav.${page.word}`) });
  return (
    <button
      type="button"
      className={classes.pin}
      aria-label={label}
      title={label}
      data-pinned={isPinned || undefined}
      onClick={() => onPin(!isPinned)}
    >
      <IconPin size={16} stroke={1.75} aria-hidden />
    </button>
  );
}
