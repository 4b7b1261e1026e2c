import asyncio
from functools import partial

import httpx

from bench.tab_load import TABS, Room, begin_threads
from bench.tabs import Tab
from tests.conftest import Demo
from tests.serving import listening


async def test_a_message_is_timed_in_every_tab_of_its_conversation(demo: Demo) -> None:
    async with listening(demo.shop) as port:
        (person,) = await asyncio.to_thread(begin_threads, port, 1)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            open_tab = partial(Tab.open, port, client)
            room = await Room.gather(await open_tab(person), open_tab)
            asked = [await room.ask(), await room.ask()]
            path = f"/conversations/{room.conversation_id}"
            headers = await demo.headers("emma")
            (await client.post(f"{path}/take", headers=headers)).raise_for_status()
            told = await room.reply(client, headers)
        assert [len(times) for times in (*asked, told)] == [TABS] * 3
        assert all(seconds > 0 for times in (*asked, told) for seconds in times)
        assert not any(tab.is_lost for tab in room.tabs)
        for tab in room.tabs:
            tab.close()
