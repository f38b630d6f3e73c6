import { Button, Checkbox } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Link, NavigationType, useLocation, useNavigate, useNavigationType } from 'react-router';
import { useSession } from '../session/session';
import type { SavedView, SavedViewPage } from './saved-view.api';
import { actOf, ask, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { changeSavedView, createSavedView } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { useTranslation } from '../../shared/i18n/use-translation';
import { IconListDetails } from '../../shared/icons/icon-list-details';
import { Dialog } from '../../shared/ui/dialog';
import { Help } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './saved-views.module.css';
import { addressOfView, isSamePlace, type ListPlace, placeOf, placeWith } from './saved-views.rules';
import { ChangeQuestion } from '../../shared/ui/question';
import { switched } from '../../shared/ui/bound';

const NO_MEMBERS = {};

interface SavedViewsProps {
  readonly page: SavedViewPage;
  /** Members that a view stores besides the address, such as the chosen columns. */
  readonly more?: Readonly<Record<string, string>>;
}

/**
 * The saved views of a list: its filter, order, columns and tab under a name. A view is an address of the list, so that a
 * link to it needs nothing else, and the list knows nothing of views.
 */
export function SavedViews({ page, more = NO_MEMBERS }: SavedViewsProps) {
  const { t } = useTranslation('admin');
  const navigate = useNavigate();
  const location = useLocation();
  const { pathname, search } = location;
  const state: unknown = location.state;
  const [dialog, setDialog] = useState<'list' | 'save' | 'rename' | 'remove' | null>(null);
  const views = useQuery(ask('/api/saved-views', { page }));
  const items = views.data?.items ?? [];
  const here = placeOf(page, pathname, search);
  const mayShare = useMayShare();
  const { view, isChanged, choose } = useChosenView(items, here);
  useDefaultView(page, views.data?.items, here);
  const close = () => setDialog(null);
  const name = view === undefined ? t('views.title') : isChanged ? t('views.changed', { name: view.name }) : view.name;
  const linkTo = (place: ListPlace, id: string | null) => ({
    className: classes.view,
    to: addressOfView(page, place),
    onClick: () => {
      choose(id);
      close();
    },
  });

  return (
    <>
      <Button
        variant="default"
        leftSection={<IconListDetails size={20} stroke={1.75} aria-hidden />}
        aria-haspopup="dialog"
        onClick={() => setDialog('list')}
      >
        {name}
      </Button>
      {dialog === 'list' && (
        <Dialog title={t('views.title')} onClose={close}>
          <FailureNotice error={views.error} retry={views} />
          {views.data !== undefined && items.length === 0 ? (
            <Help>{t('views.empty')}</Help>
          ) : (
            <ul className={classes.list}>
              <li>
                <Link {...linkTo({ tab: null, query: '' }, null)}>{t('views.none')}</Link>
              </li>
              {items.map((item) => (
                <li key={item.id}>
                  <Link {...linkTo(item, item.id)} aria-current={item.id === view?.id ? 'true' : undefined}>
                    {item.name} {item.isShared && <span className={classes.mark}>{t('views.shared')}</span>}
                  </Link>
                </li>
              ))}
            </ul>
          )}
          <div className={classes.acts}>
            {view !== undefined && (
              <ViewActs key={view.id} view={view} place={isChanged ? placeWith(here, more) : null} />
            )}
            {view !== undefined &&
              mayChange(view, mayShare) &&
              (['rename', 'remove'] as const).map((act) => (
                <Button key={act} variant="default" onClick={() => setDialog(act)}>
                  {t(`views.${act}`)}
                </Button>
              ))}
            <Button variant="default" onClick={() => setDialog('save')}>
              {t('views.save')}
            </Button>
          </div>
        </Dialog>
      )}
      {dialog === 'save' && (
        <SaveDialog
          page={page}
          place={placeWith(here, more)}
          onClose={close}
          onSaved={(saved) => {
            close();
            choose(saved.id);
            void navigate(addressOfView(page, saved), { replace: true, state });
          }}
        />
      )}
      {dialog === 'rename' && view !== undefined && <RenameDialog view={view} onClose={close} />}
      {dialog === 'remove' && view !== undefined && (
        <ChangeQuestion
          title={t('views.removeQuestion', { name: view.name })}
          help={view.isShared ? t('views.removeShared') : t('views.removeOwn')}
          yes={t('views.remove')}
          send={actOf('DELETE', '/api/saved-views/{id}', { id: view.id })}
          anew={[keyOf('/api/saved-views')]}
          onDone={() => {
            choose(null);
            close();
          }}
          onClose={close}
        />
      )}
    </>
  );
}

/** The view that the address shows, or that it showed before the reader changed a filter. */
function useChosenView(items: readonly SavedView[], here: ListPlace) {
  const shown = items.find((item) => isSamePlace(item, here));
  const [last, choose] = useState<string | null>(null);
  const shownId = shown?.id ?? null;
  useEffect(() => {
    if (shownId !== null) choose(shownId);
  }, [shownId]);
  const isBare = here.tab === null && here.query === '';
  const view = shown ?? (isBare ? undefined : items.find(({ id }) => id === last));
  return { view, isChanged: view !== undefined && shown === undefined, choose };
}

/** Applies the reader's default view once when a page is opened by its bare address; going back shows the earlier view. */
function useDefaultView(page: SavedViewPage, items: readonly SavedView[] | undefined, here: ListPlace): void {
  const navigate = useNavigate();
  const { key } = useLocation();
  const type = useNavigationType();
  const isBare = here.tab === null && here.query === '';
  const mayOpen = useRef(isBare && (type !== NavigationType.Pop || key === 'default'));
  const first = items?.find(({ isDefault }) => isDefault);
  useEffect(() => {
    if (!isBare) mayOpen.current = false;
    if (items === undefined || !mayOpen.current) return;
    mayOpen.current = false;
    if (first !== undefined) void navigate(addressOfView(page, first), { replace: true });
  }, [isBare, items, first, page, navigate]);
}

function useMayShare(): boolean {
  const session = useSession();
  return 'user' in session && session.user.role === 'manager';
}

const mayChange = (view: SavedView, mayShare: boolean): boolean => (view.isShared ? mayShare : view.isOwn);

interface ViewActsProps {
  readonly view: SavedView;
  /** The list that the address shows, where it is another than the view's. */
  readonly place: ListPlace | null;
}

/** Acts on a view that need no further question. */
function ViewActs({ view, place }: ViewActsProps) {
  const { t } = useTranslation('admin');
  const mayShare = useMayShare();
  const client = useQueryClient();
  const change = useChange(actOf('PATCH', '/api/saved-views/{id}', { id: view.id }), () =>
    client.invalidateQueries({ queryKey: keyOf('/api/saved-views') }),
  );
  const { name, isShared, isDefault, isOwn } = view;
  if (!mayChange(view, mayShare)) return null;
  return (
    <>
      <FailureNotice error={change.error} />
      {place !== null && (
        <Button loading={change.isPending} onClick={() => change.mutate(place)}>
          {t('views.keep', { name })}
        </Button>
      )}
      {isOwn && (
        <Checkbox label={t('views.default')} {...switched(isDefault, (text) => change.mutate({ isDefault: text }))} />
      )}
      {mayShare && (
        <Checkbox label={t('views.share')} {...switched(isShared, (text) => change.mutate({ isShared: text }))} />
      )}
    </>
  );
}

interface SaveDialogProps {
  readonly page: SavedViewPage;
  readonly place: ListPlace;
  readonly onClose: () => void;
  readonly onSaved: (view: SavedView) => void;
}

function SaveDialog({ page, place, onClose, onSaved }: SaveDialogProps) {
  const { t } = useTranslation('admin');
  const mayShare = useMayShare();
  return (
    <ActDialog
      of={createSavedView}
      title={t('views.save')}
      fields={{
        name: { label: t('views.name'), after: () => page === 'GUESTS' && <Help>{t('views.noSearch')}</Help> },
        isDefault: { label: t('views.default'), as: 'checkbox' },
        isShared: { label: t('views.share'), as: 'checkbox', isShown: () => mayShare },
      }}
      body={() => ({ page, ...place })}
      isDisabled={({ name }) => name.trim() === ''}
      submit={t('views.submit')}
      onDone={onSaved}
      onClose={onClose}
    />
  );
}

interface RenameDialogProps {
  readonly view: SavedView;
  readonly onClose: () => void;
}

function RenameDialog({ view, onClose }: RenameDialogProps) {
  const { t } = useTranslation('admin');
  return (
    <ActDialog
      of={changeSavedView}
      params={{ id: view.id }}
      from={view}
      title={t('views.rename')}
      fields={{ name: { label: t('views.name') } }}
      isDisabled={({ name }) => name.trim() === ''}
      submit={t('views.submit')}
      onClose={onClose}
    />
  );
}
