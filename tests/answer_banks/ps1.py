"""Answers to problem set 1, by solution cell: right ones, and wrong ones with what they lose."""

ANSWERS = {
    "cosine-distance": {
        "right": {
            "loop": """
                def cosine_distance(a, b):
                    dot = length_a = length_b = 0.0
                    for x, y in zip(a, b):
                        dot += x * y
                        length_a += x * x
                        length_b += y * y
                    return 1 - dot / (length_a**0.5 * length_b**0.5)
            """,
            "unit vectors": """
                def cosine_distance(a, b):
                    a = a / np.sqrt((a**2).sum())
                    b = b / np.sqrt((b**2).sum())
                    return ((a - b) ** 2).sum() / 2
            """,
            "library": """
                from scipy.spatial.distance import cosine

                def cosine_distance(a, b):
                    return cosine(a, b)
            """,
            "pandas": """
                def cosine_distance(a, b):
                    a, b = pd.Series(a, dtype=float), pd.Series(b, dtype=float)
                    return 1 - a.dot(b) / (a.pow(2).sum() * b.pow(2).sum()) ** 0.5
            """,
        },
        "wrong": {
            "similarity for distance": (
                "cosine-distance-test",
                """
                def cosine_distance(a, b):
                    return np.dot(a, b) / (np.linalg.norm(a) * np.linalg.norm(b))
                """,
            ),
            "lengths forgotten": (
                "cosine-distance-test",
                """
                def cosine_distance(a, b):
                    return 1 - np.dot(a, b)
                """,
            ),
            "Euclidean": (
                "cosine-distance-test",
                """
                def cosine_distance(a, b):
                    return np.linalg.norm(a - b)
                """,
            ),
            "changes its input": (
                "cosine-distance-test",
                """
                def cosine_distance(a, b):
                    a /= np.linalg.norm(a)
                    b /= np.linalg.norm(b)
                    return 1 - a @ b
                """,
            ),
            "right on the visible data only": (
                "cosine-distance-test",
                """
                def cosine_distance(a, b):
                    return 1 - np.sign(np.dot(a, b))
                """,
            ),
        },
    },
    "cosine-threshold": {
        "right": {
            "product": """
                def cosine_threshold(euclidean_threshold):
                    return 0.5 * euclidean_threshold * euclidean_threshold
            """,
            "angle": """
                def cosine_threshold(euclidean_threshold):
                    angle = 2 * np.arcsin(euclidean_threshold / 2)
                    return 1 - np.cos(angle)
            """,
            "lambda": "cosine_threshold = lambda t: np.power(t, 2) / 2",
        },
        "wrong": {
            "half": (
                "cosine-threshold-test",
                """
                def cosine_threshold(euclidean_threshold):
                    return euclidean_threshold / 2
                """,
            ),
            "square only": (
                "cosine-threshold-test",
                """
                def cosine_threshold(euclidean_threshold):
                    return euclidean_threshold**2
                """,
            ),
            "whole numbers": (
                "cosine-threshold-test",
                """
                def cosine_threshold(euclidean_threshold):
                    return euclidean_threshold**2 // 2
                """,
            ),
            "similarity": (
                "cosine-threshold-test",
                """
                def cosine_threshold(euclidean_threshold):
                    return 1 - euclidean_threshold**2 / 2
                """,
            ),
            "straight line through the visible points": (
                "cosine-threshold-test",
                """
                def cosine_threshold(euclidean_threshold):
                    return 2 + (euclidean_threshold - 2) / (2 - 2**0.5)
                """,
            ),
        },
    },
    "all-pairs": {
        "right": {
            "combinations": """
                from itertools import combinations

                def all_pairs(faces):
                    return [
                        (a, b, np.sqrt(((faces[a] - faces[b]) ** 2).sum()))
                        for a, b in combinations(faces, 2)
                    ]
            """,
            "loops by name": """
                def all_pairs(faces):
                    pairs = []
                    for a in sorted(faces):
                        for b in sorted(faces):
                            if a < b:
                                pairs.append((b, a, float(np.linalg.norm(faces[b] - faces[a]))))
                    return pairs
            """,
            "matrix": """
                def all_pairs(faces):
                    names = list(faces)
                    if len(names) < 2:
                        return []
                    points = np.stack([faces[name] for name in names])
                    apart = np.linalg.norm(points[:, None] - points[None, :], axis=2)
                    rows, columns = np.triu_indices(len(names), k=1)
                    return [(names[i], names[j], apart[i, j]) for i, j in zip(rows, columns)]
            """,
        },
        "wrong": {
            "counted twice": (
                "all-pairs-test",
                """
                def all_pairs(faces):
                    return [
                        (a, b, np.linalg.norm(faces[a] - faces[b]))
                        for a in faces for b in faces if a != b
                    ]
                """,
            ),
            "with themselves": (
                "all-pairs-test",
                """
                def all_pairs(faces):
                    names = list(faces)
                    return [
                        (a, b, np.linalg.norm(faces[a] - faces[b]))
                        for n, a in enumerate(names) for b in names[n:]
                    ]
                """,
            ),
            "equal vectors left out": (
                "all-pairs-test",
                """
                def all_pairs(faces):
                    names = list(faces)
                    pairs = [
                        (a, b, np.linalg.norm(faces[a] - faces[b]))
                        for n, a in enumerate(names) for b in names[n:]
                    ]
                    return [pair for pair in pairs if pair[2] > 0]
                """,
            ),
            "neighbors only": (
                "all-pairs-test",
                """
                def all_pairs(faces):
                    names = list(faces)
                    return [
                        (a, b, np.linalg.norm(faces[a] - faces[b]))
                        for a, b in zip(names, names[1:] + names[:1])
                    ]
                """,
            ),
            "no root": (
                "all-pairs-test",
                """
                def all_pairs(faces):
                    names = list(faces)
                    return [
                        (a, b, ((faces[a] - faces[b]) ** 2).sum())
                        for n, a in enumerate(names) for b in names[n + 1 :]
                    ]
                """,
            ),
        },
    },
    "candidates": {
        "right": {
            "loop": """
                import math

                def candidates(face, gallery, threshold, k):
                    near = []
                    for name, other in gallery.items():
                        distance = math.dist(face, other)
                        if distance <= threshold:
                            near.append((distance, name))
                    near.sort()
                    answer = []
                    for place, (distance, name) in enumerate(near):
                        if place < k or distance == near[k - 1][0]:
                            answer.append(name)
                    return answer
            """,
            "pandas": """
                def candidates(face, gallery, threshold, k):
                    apart = pd.Series(
                        {name: np.linalg.norm(face - gallery[name]) for name in sorted(gallery)},
                        dtype=float,
                    )
                    near = apart[apart <= threshold]
                    return list(near.nsmallest(k, keep="all").sort_values(kind="stable").index)
            """,
            "fewer who are closer than k": """
                def candidates(face, gallery, threshold, k):
                    apart = {n: np.sqrt(np.sum((v - face) ** 2)) for n, v in gallery.items()}
                    near = {n: d for n, d in apart.items() if not d > threshold}
                    closer = {n: sum(other < d for other in near.values()) for n, d in near.items()}
                    chosen = [n for n in near if closer[n] < k]
                    return sorted(chosen, key=lambda n: (near[n], n))
            """,
        },
        "wrong": {
            "below only": (
                "candidates-test",
                """
                def candidates(face, gallery, threshold, k):
                    near = sorted((np.linalg.norm(face - v), n) for n, v in gallery.items())
                    near = [(d, n) for d, n in near if d < threshold]
                    return [n for d, n in near if len(near) <= k or d <= near[k - 1][0]]
                """,
            ),
            "threshold forgotten": (
                "candidates-test candidates-ties-test",
                """
                def candidates(face, gallery, threshold, k):
                    near = sorted((np.linalg.norm(face - v), n) for n, v in gallery.items())
                    return [n for d, n in near if len(near) <= k or d <= near[k - 1][0]]
                """,
            ),
            "in the gallery's order": (
                "candidates-test candidates-ties-test",
                """
                def candidates(face, gallery, threshold, k):
                    return [
                        n for n, v in gallery.items() if np.linalg.norm(face - v) <= threshold
                    ][:k]
                """,
            ),
            "nobody as a word": (
                "candidates-test",
                """
                def candidates(face, gallery, threshold, k):
                    near = sorted((np.linalg.norm(face - v), n) for n, v in gallery.items())
                    near = [(d, n) for d, n in near if d <= threshold]
                    names = [n for d, n in near if len(near) <= k or d <= near[k - 1][0]]
                    return names or ["nobody"]
                """,
            ),
            "tie cut": (
                "candidates-ties-test",
                """
                def candidates(face, gallery, threshold, k):
                    near = sorted((np.linalg.norm(face - v), n) for n, v in gallery.items())
                    return [n for d, n in near if d <= threshold][:k]
                """,
            ),
            "one too many": (
                "candidates-ties-test candidates-test",
                """
                def candidates(face, gallery, threshold, k):
                    near = sorted((np.linalg.norm(face - v), n) for n, v in gallery.items())
                    return [n for d, n in near if d <= threshold][: k + 1]
                """,
            ),
            "ties in the gallery's order": (
                "candidates-ties-test",
                """
                def candidates(face, gallery, threshold, k):
                    near = [(np.linalg.norm(face - v), n) for n, v in gallery.items()]
                    near = sorted((x for x in near if x[0] <= threshold), key=lambda x: x[0])
                    return [n for d, n in near if len(near) <= k or d <= near[k - 1][0]]
                """,
            ),
        },
    },
    "lookalikes": {
        "right": {
            "loop": """
                def people_with_a_false_match(pairs, threshold):
                    people = []
                    for row in pairs.itertuples():
                        if row.distance <= threshold and row.person_a != row.person_b:
                            for person in (row.person_a, row.person_b):
                                if person not in people:
                                    people.append(person)
                    return len(people)

                at_050 = people_with_a_false_match(london, 0.5)
                at_060 = people_with_a_false_match(london, 0.6)
            """,
            "NumPy": """
                def people_with_a_false_match(pairs, threshold):
                    wrong = (pairs["distance"].to_numpy() <= threshold) & ~pairs["same_person"].to_numpy()
                    a, b = (pairs[f"person_{side}"].astype(str).to_numpy() for side in "ab")
                    return np.union1d(a[wrong], b[wrong]).size

                at_050, at_060 = (people_with_a_false_match(london, t) for t in (0.5, 0.6))
            """,
            "pandas": """
                def people_with_a_false_match(pairs, threshold):
                    wrong = pairs.query("not same_person and distance <= @threshold")
                    both = pd.concat([wrong["person_a"].astype(str), wrong["person_b"].astype(str)])
                    return both.nunique()

                at_050 = people_with_a_false_match(london, 0.5)
                at_060 = float(people_with_a_false_match(london, 0.6))
            """,
        },
        "wrong": {
            "pairs, not people": (
                "lookalikes-test",
                """
                def people_with_a_false_match(pairs, threshold):
                    return int((~pairs["same_person"] & (pairs["distance"] <= threshold)).sum())

                at_050 = people_with_a_false_match(london, 0.5)
                at_060 = people_with_a_false_match(london, 0.6)
                """,
            ),
            "mated pairs too": (
                "lookalikes-test",
                """
                def people_with_a_false_match(pairs, threshold):
                    near = pairs[pairs["distance"] <= threshold]
                    return len(set(near["person_a"]) | set(near["person_b"]))

                at_050 = people_with_a_false_match(london, 0.5)
                at_060 = people_with_a_false_match(london, 0.6)
                """,
            ),
            "one side only": (
                "lookalikes-test",
                """
                def people_with_a_false_match(pairs, threshold):
                    wrong = pairs[~pairs["same_person"] & (pairs["distance"] <= threshold)]
                    return wrong["person_a"].nunique()

                at_050 = people_with_a_false_match(london, 0.5)
                at_060 = people_with_a_false_match(london, 0.6)
                """,
            ),
            "below only": (
                "lookalikes-test",
                """
                def people_with_a_false_match(pairs, threshold):
                    wrong = pairs[~pairs["same_person"] & (pairs["distance"] < threshold)]
                    return len(set(wrong["person_a"]) | set(wrong["person_b"]))

                at_050 = people_with_a_false_match(london, 0.5)
                at_060 = people_with_a_false_match(london, 0.6)
                """,
            ),
            "guessed numbers": (
                "lookalikes-test",
                """
                def people_with_a_false_match(pairs, threshold):
                    wrong = pairs[~pairs["same_person"] & (pairs["distance"] <= threshold)]
                    return len(set(wrong["person_a"]) | set(wrong["person_b"]))

                at_050, at_060 = 5, 50
                """,
            ),
        },
    },
    "distance-means": {
        "right": {
            "list": """
                distance_means = ["F"] + ["B"] * (measured <= setting) + ["C"] * (stricter < measured)
            """,
            "text": """
                distance_means = "f"
                if not measured > setting:
                    distance_means += "b"
                if measured > stricter:
                    distance_means += "c"
            """,
            "tuple": """
                follows = {"B": measured <= setting, "C": not measured <= stricter, "F": True}
                distance_means = tuple(letter for letter in follows if follows[letter])
            """,
        },
        "wrong": {
            "a probability": ("distance-means-test", 'distance_means = {"A", "B", "C", "F"}'),
            "the same person": ("distance-means-test", 'distance_means = {"B", "C", "D", "F"}'),
            "one forgotten": (
                "distance-means-test",
                'distance_means = {"B"} if measured <= setting else {"C"}',
            ),
            "twice as likely": ("distance-means-test", 'distance_means = {"E", "F"}'),
            "similarity for distance": (
                "distance-means-test",
                """
                distance_means = {"F"}
                if measured >= setting:
                    distance_means.add("B")
                if measured < stricter:
                    distance_means.add("C")
                """,
            ),
            "all": ("distance-means-test", 'distance_means = set("ABCDEF")'),
            "nothing": ("distance-means-test", "distance_means = set()"),
        },
    },
}

#: Behave like the reference for everything that the statement allows.
EQUIVALENT = {
    "candidates": {
        "if len(found) > k: -> if len(found) >= k:": "with exactly k found all are as close as the "
        "last of them or closer, so all stay",
    },
}
