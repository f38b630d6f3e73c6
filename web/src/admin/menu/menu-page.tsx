import { Button, Flex, Group, Switch, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type MenuItem, menuItemName, refreshMenu } from '../../entities/menu/menu.api';
import { networkQuery, ringUpLines, useNetworkSettings } from '../../entities/network/network.api';
import { useMayManage } from '../../entities/session/use-may-manage';
import { changeMenuItem, createMenuItem, listMenuItems } from '../../shared/api/operations';
import { useChange } from '../../shared/api/use-change';
import { ListTable } from '../../shared/described/list';
import { NewButton } from '../../shared/described/list-page';
import { useList } from '../../shared/described/use-list';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Picture } from '../../shared/pictures/picture';
import { bound, switched } from '../../shared/ui/bound';
import { PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { CategoryCosts } from './category-costs';
import { ImportMenu } from './import-menu';
import { MenuItemForm } from './menu-item-form';
import classes from './menu-page.module.css';

/** The menu of the network: what cashiers ring up item by item, where the network wants it. */
export function MenuPage() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('menu.manage');
  const queries = useQueryClient();
  const [imports, setImports] = useState(false);
  const refresh = (close: () => void) => () => void refreshMenu(queries).then(close);
  const endImport = () => setImports(false);
  return (
    <>
      <PageHead title={t('nav.menu')} sub={t('menu.sub')}>
        <Group gap="sm">
          {mayManage && (
            <Button variant="default" onClick={() => setImports(true)}>
              {t('menu.import')}
            </Button>
          )}
          <NewButton
            add={{
              of: createMenuItem,
              text: t('menu.new'),
              dialog: (close) => <MenuItemForm onDone={refresh(close)} onClose={close} />,
            }}
          />
        </Group>
      </PageHead>
      <AtTheTill />
      <Items />
      {mayManage && <CategoryCosts />}
      {imports && <ImportMenu onDone={refresh(endImport)} onClose={endImport} />}
    </>
  );
}

/** The items. A menu is short, so that the page searches it by itself. */
function Items() {
  const { t, language } = useTranslation('admin');
  const mayManage = useMayManage('menu.manage');
  const queries = useQueryClient();
  const [search, setSearch] = useState('');
  const list = useList(listMenuItems, { isWhole: true });
  const nameOf = (item: MenuItem) => menuItemName(item, language);
  const wanted = search.trim().toLocaleLowerCase();
  const rows = list.rows
    ?.filter(({ code, name, category }) =>
      [code, name.ru, name.en, category].some((text) => text?.toLocaleLowerCase().includes(wanted)),
    )
    .sort((a, b) => nameOf(a).localeCompare(nameOf(b), language));
  return (
    <Panel title={t('menu.items')}>
      {(list.rows?.length ?? 0) > 0 && (
        <TextInput maw="26rem" mb={12} label={t('menu.search')} {...bound(search, setSearch)} />
      )}
      <ListTable
        of={listMenuItems}
        list={{ ...list, rows }}
        title={t('nav.menu')}
        empty={
          wanted === '' ? (
            [t('menu.emptyTitle'), t('menu.emptyHelp')]
          ) : (
            <p className={classes.soft}>{t('menu.nothing')}</p>
          )
        }
        columns={[
          {
            title: t('menu.name'),
            cell: (item) => (
              <Flex component="span" gap={12} align="center" data-archived={item.archivedAt !== null}>
                {item.picture !== null && (
                  <Picture className={classes.thumb ?? ''} picture={item.picture} sizes="64px" />
                )}
                <span>
                  {nameOf(item)}
                  {item.archivedAt !== null && <span className={classes.soft}> · {t('menu.archived')}</span>}
                </span>
              </Flex>
            ),
          },
          { of: 'code', title: t('menu.code'), isAside: true },
          { of: 'category', title: t('menu.category'), isAside: true },
          {
            of: 'type',
            title: t('menu.type'),
            words: (type) => t(`menu.types.${type}`),
            none: t('menu.ordinary'),
            isAside: true,
          },
          { of: 'price', title: t('menu.price'), as: 'money' },
          mayManage && { of: 'cost', title: t('menu.cost'), as: 'money', isAside: true },
        ]}
        actsTitle={t('menu.acts')}
        acts={[
          {
            of: changeMenuItem,
            text: t('menu.change'),
            name: (item) => t('menu.changeOf', { name: nameOf(item) }),
            dialog: (item, close) => (
              <MenuItemForm item={item} onDone={() => refreshMenu(queries).then(close)} onClose={close} />
            ),
          },
          {
            of: changeMenuItem,
            look: 'quiet',
            text: (item) => t(item.archivedAt === null ? 'menu.archive' : 'menu.putBack'),
            name: (item) => t(item.archivedAt === null ? 'menu.archiveOf' : 'menu.putBackOf', { name: nameOf(item) }),
            // Archiving and restoring need no confirmation, because each undoes the other.
            send: ({ archivedAt }) => ({ archived: archivedAt === null }),
          },
        ]}
      />
    </Panel>
  );
}

/** Whether tills use the menu. */
function AtTheTill() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('menu.manage');
  const { id } = useNetwork();
  const queries = useQueryClient();
  const settings = useNetworkSettings();
  const change = useChange(ringUpLines(id), () => {
    void queries.invalidateQueries({ queryKey: networkQuery(id).queryKey });
  });
  const isOn = settings.data?.settings.linesAtTill ?? false;
  return (
    <Panel title={t('menu.atTill')}>
      <Switch
        size="md"
        label={t('menu.linesAtTill')}
        description={t('menu.linesAtTillHelp')}
        {...switched(change.isPending ? change.variables : isOn, (isOn) => change.mutate(isOn))}
        disabled={!mayManage || settings.data === undefined || change.isPending}
      />
      <FailureNotice error={change.error} />
    </Panel>
  );
}
