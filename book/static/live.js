// Controls without a kernel. Every picture and every sentence was made when the site was built
// (book/controls.py); here the one that is asked for is shown.
"use strict";

const root = document.documentElement.dataset.content_root || "./";

const phone = matchMedia("(max-width: 40em)");

for (const box of document.querySelectorAll(".fm-live")) {
  const { labels, words, alone } = JSON.parse(box.querySelector("script").textContent);
  const controls = [...box.querySelectorAll("input, select")];
  const image = box.querySelector("img");
  const caption = box.querySelector("figcaption");
  const fits = box.querySelector("figure").classList.contains("fm-narrow");
  const start = controls.map((control) => control.value);
  // Pictures are numbered like the digits of a counter: the last control moves fastest. Where one
  // control moves at a time, those of the first control come first, then those of the second.
  const together = (values) => values.reduce((sum, value, place) => sum * labels[place].length + value, 0);
  const before = (place) => labels.slice(0, place).reduce((sum, texts) => sum + texts.length, 0);
  const numberOf = (values, moved) => (alone ? before(moved) + values[moved] : together(values));
  const address = (number) => {
    const narrow = phone.matches && fits ? "-narrow" : "";
    return `${root}_static/pictures/${box.dataset.pictures}/${number}${narrow}.webp`;
  };
  let moved = 0;

  const show = () => {
    const number = numberOf(controls.map((control) => Number(control.value)), moved);
    image.src = address(number);
    image.alt = words[number];
    caption.textContent = words[number];
  };

  const kept = new Map();
  const fetchAround = (place) => {
    // Those that this control can reach, so that the next move does not wait.
    const values = controls.map((control) => Number(control.value));
    for (let stop = 0; stop < labels[place].length; stop++) {
      const reached = address(numberOf(values.map((value, other) => (other === place ? stop : value)), place));
      if (!kept.has(reached)) {
        const ahead = new Image();
        ahead.src = reached;
        kept.set(reached, ahead);
      }
    }
  };

  controls.forEach((control, place) => {
    control.addEventListener("focus", () => fetchAround(place));
    control.addEventListener("input", () => {
      moved = place;
      controls.forEach((one, other) => {
        if (alone && other !== place) one.value = start[other];
        if (one.type === "range") {
          const text = labels[other][Number(one.value)];
          one.setAttribute("aria-valuetext", text);
          one.nextElementSibling.textContent = text;
        }
      });
      show();
    });
  });
  phone.addEventListener("change", show);
  if (phone.matches) show();
}

// What a reader guesses, chooses or places stays in this browser.
for (const box of document.querySelectorAll("[data-keep]")) {
  for (const input of box.querySelectorAll("[data-label]")) {
    const key = `${box.dataset.keep}: ${input.dataset.label}`;
    const kept = localStorage.getItem(key);
    if (input.type === "radio") input.checked = input.value === kept;
    else if (kept !== null) input.value = kept;
    const show = () => {
      if (input.type === "range") input.nextElementSibling.textContent = input.value;
    };
    show();
    input.addEventListener("input", () => {
      localStorage.setItem(key, input.value);
      show();
    });
  }
}

// A guess stands beside what was measured, further down the page.
for (const box of document.querySelectorAll("[data-keep]")) {
  const captions = [...document.querySelectorAll("table caption")];
  const table = captions.find((caption) => caption.textContent === box.dataset.keep)?.parentElement;
  for (const row of table?.querySelectorAll("tbody tr") ?? []) {
    const input = box.querySelector(`[data-label="${CSS.escape(row.cells[0].textContent)}"]`);
    if (!input) continue;
    const show = () => {
      row.cells[1].textContent = input.value || "no guess";
    };
    show();
    input.addEventListener("input", show);
  }
}

// What was kept on another page.
for (const place of document.querySelectorAll("[data-shows]")) {
  place.textContent = localStorage.getItem(place.dataset.shows) ?? place.textContent;
}
