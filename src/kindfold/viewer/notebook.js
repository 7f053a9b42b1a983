// The widget of a run: cards that can be renamed, merged and undone. Names are set as text, never as markup.

const make = (tag, parts = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), parts);
  node.append(...children);
  return node;
};

const card = (model, cluster, chosen) => {
  const name = make("input", { value: cluster.name, ariaLabel: `Name of ${cluster.name}` });
  name.addEventListener("change", () => model.send({ op: "rename", cluster: cluster.id, name: name.value }));
  const box = make("input", { type: "checkbox", ariaLabel: `Choose ${cluster.name}` });
  box.addEventListener("change", () => (box.checked ? chosen.add(cluster.id) : chosen.delete(cluster.id)));
  const pictures = cluster.pictures.map((source) => make("img", { src: source, alt: "", width: 72, height: 72 }));
  for (const picture of pictures) picture.style.objectFit = "cover";
  const head = make("div", {}, box, name, make("span", { textContent: ` ${cluster.size}` }));
  return make("div", {}, head, ...pictures);
};

const button = (label, act) => {
  const node = make("button", { textContent: label });
  node.addEventListener("click", act);
  return node;
};

export default {
  render({ model, el }) {
    const draw = () => {
      const chosen = new Set();
      const bar = make(
        "div",
        {},
        button("Merge", () => chosen.size > 1 && model.send({ op: "merge", clusters: [...chosen] })),
        button("Undo", () => model.send({ op: "undo" })),
        make("span", { textContent: ` ${model.get("said")}`, role: "status" }),
      );
      el.replaceChildren(bar, ...model.get("clusters").map((cluster) => card(model, cluster, chosen)));
    };
    model.on("change:clusters", draw);
    model.on("change:said", draw);
    draw();
  },
};
