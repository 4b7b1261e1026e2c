from support_ai.core.hearing import Hearing, Subscription, close_all


def test_everybody_who_hears_of_a_topic_is_told_until_they_leave() -> None:
    hearing, first, second = Hearing[str, int](), list[int](), list[int]()
    subscriptions: list[Subscription] = [
        hearing.subscribe("a", first.append),
        hearing.subscribe("a", second.append),
        hearing.subscribe("b", second.append),
    ]
    hearing.tell("a", 1)
    subscriptions[0].close()
    subscriptions[0].close()
    hearing.tell("a", 2)
    hearing.tell("c", 3)
    assert (first, second, hearing.topics) == ([1], [1, 2], ("a", "b"))
    close_all(subscriptions)
    hearing.tell("b", 4)
    assert (second, hearing.topics, subscriptions) == ([1, 2], (), [])


def test_whoever_leaves_while_it_is_told_hears_it_for_the_last_time() -> None:
    hearing, heard = Hearing[str, int](), list[int]()
    subscription = hearing.subscribe("a", lambda _: subscription.close())
    with hearing.subscribe("a", heard.append):
        hearing.tell("a", 1)
        hearing.tell("a", 2)
    hearing.tell("a", 3)
    assert heard == [1, 2]
