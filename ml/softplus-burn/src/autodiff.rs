//! The nodes of burn's autodiff: the backward pass of each operation is another operation of [`ActivationBackend`], so that
//! the gradient of a gradient needs nothing new.

use burn::backend::{
    Autodiff, TensorMetadata,
    autodiff::{
        NodeId,
        checkpoint::{base::Checkpointer, strategy::CheckpointStrategy},
        grads::Gradients,
        ops::{Backward, Ops, OpsKind},
    },
    tensor::FloatTensor,
};
use softplus_activation::{Function, Partial};

use crate::ActivationBackend;

/// Makes an operation that has a backward pass: the operation on the inner backend, whose arguments are primitives, and
/// what the backward pass must know. Arguments are kept by the checkpointer, which may compute them again.
macro_rules! node {
    ($Node:ident, $C:ident, [$($tensor:ident),+], $parameter:expr, |$($inner:ident),+| $forward:expr) => {{
        match $Node.prepare::<$C>([$($tensor.node()),+]).compute_bound().stateful() {
            OpsKind::Tracked(mut prep) => {
                let state = ([$(prep.checkpoint(&$tensor)),+], $parameter);
                $(let $inner = $tensor.into_primitive();)+
                prep.finish(state, $forward)
            }
            OpsKind::UnTracked(prep) => {
                $(let $inner = $tensor.into_primitive();)+
                prep.finish($forward)
            }
        }
    }};
}

/// f(x): grad ↦ grad·f′(x).
#[derive(Debug)]
struct ForwardNode;

impl<B: ActivationBackend> Backward<B, 1> for ForwardNode {
    type State = ([NodeId; 1], Function);

    fn backward(self, ops: Ops<Self::State, 1>, grads: &mut Gradients, checkpointer: &mut Checkpointer) {
        let ([x], function) = ops.state;
        let x = checkpointer.retrieve_node_output(x);
        let grad = grads.consume::<B>(&ops.node);
        let [parent] = ops.parents;
        if let Some(parent) = parent {
            grads.register::<B>(parent.id, B::activation_backward(grad, x, function));
        }
    }
}

/// grad·f′(x): `grad_grad` ↦ `grad_grad`·f′(x) and `grad_grad`·grad·f″(x).
#[derive(Debug)]
struct BackwardNode;

impl<B: ActivationBackend> Backward<B, 2> for BackwardNode {
    type State = ([NodeId; 2], Function);

    fn backward(self, ops: Ops<Self::State, 2>, grads: &mut Gradients, checkpointer: &mut Checkpointer) {
        let (nodes, function) = ops.state;
        let [grad, x]: [FloatTensor<B>; 2] = nodes.map(|node| checkpointer.retrieve_node_output(node));
        let grad_grad = grads.consume::<B>(&ops.node);
        let [in_grad, in_x] = ops.parents;
        if let Some(parent) = in_grad {
            let out = B::activation_backward(grad_grad.clone(), x.clone(), function);
            grads.register::<B>(parent.id, out);
        }
        if let Some(parent) = in_x {
            grads.register::<B>(parent.id, B::activation_double_backward(grad_grad, grad, x, function));
        }
    }
}

/// `grad_grad`·grad·f″(x), which ends here.
#[derive(Debug)]
struct DoubleBackwardNode;

impl<B: ActivationBackend> Backward<B, 3> for DoubleBackwardNode {
    type State = ([NodeId; 3], Function);

    fn backward(self, ops: Ops<Self::State, 3>, _: &mut Gradients, _: &mut Checkpointer) {
        let (_, function) = ops.state;
        panic!("{}: {TWICE}", function.name());
    }
}

const TWICE: &str = "it can be differentiated twice, and this is the third time: detach the second gradient, or build the \
                     third from burn's own operations";

/// ln(1+e^βx)/β.
#[derive(Debug)]
struct LearnedBetaNode;

impl<B: ActivationBackend> Backward<B, 2> for LearnedBetaNode {
    type State = ([NodeId; 2], ());

    fn backward(self, ops: Ops<Self::State, 2>, grads: &mut Gradients, checkpointer: &mut Checkpointer) {
        let [x, beta]: [FloatTensor<B>; 2] = ops.state.0.map(|node| checkpointer.retrieve_node_output(node));
        let grad = grads.consume::<B>(&ops.node);
        let [in_x, in_beta] = ops.parents;
        if let Some(parent) = in_x {
            let out = B::softplus_partial(grad.clone(), x.clone(), beta.clone(), Partial::X);
            grads.register::<B>(parent.id, out);
        }
        if let Some(parent) = in_beta {
            grads.register::<B>(parent.id, B::softplus_partial_sum(grad, x, beta, Partial::Beta));
        }
    }
}

/// `weight`·∂f, and the sum of that over all elements.
#[derive(Debug)]
struct PartialNode;

impl<B: ActivationBackend> Backward<B, 3> for PartialNode {
    type State = ([NodeId; 3], Partial);

    fn backward(self, ops: Ops<Self::State, 3>, grads: &mut Gradients, checkpointer: &mut Checkpointer) {
        let (nodes, partial) = ops.state;
        let [weight, x, beta]: [FloatTensor<B>; 3] =
            nodes.map(|node| checkpointer.retrieve_node_output(node));
        let mut grad = grads.consume::<B>(&ops.node);
        // The gradient of a sum is that of each term.
        if grad.shape() != x.shape() {
            grad = B::float_expand(grad, x.shape());
        }
        let [in_weight, in_x, in_beta] = ops.parents;
        if let Some(parent) = in_weight {
            let out = B::softplus_partial(grad.clone(), x.clone(), beta.clone(), partial);
            grads.register::<B>(parent.id, out);
        }
        if in_x.is_none() && in_beta.is_none() {
            return;
        }
        let weight = B::float_mul(grad, weight);
        if let Some(parent) = in_x {
            let second = partial.in_x().unwrap_or_else(|| panic!("softplus: {TWICE}"));
            let out = B::softplus_partial(weight.clone(), x.clone(), beta.clone(), second);
            grads.register::<B>(parent.id, out);
        }
        if let Some(parent) = in_beta {
            let second = partial.in_beta().unwrap_or_else(|| panic!("softplus: {TWICE}"));
            grads.register::<B>(parent.id, B::softplus_partial_sum(weight, x, beta, second));
        }
    }
}

impl<B: ActivationBackend, C: CheckpointStrategy> ActivationBackend for Autodiff<B, C> {
    fn activation(x: FloatTensor<Self>, function: Function) -> FloatTensor<Self> {
        node!(ForwardNode, C, [x], function, |x| B::activation(x, function))
    }

    fn activation_backward(
        grad: FloatTensor<Self>,
        x: FloatTensor<Self>,
        function: Function,
    ) -> FloatTensor<Self> {
        node!(BackwardNode, C, [grad, x], function, |grad, x| B::activation_backward(grad, x, function))
    }

    fn activation_double_backward(
        grad_grad: FloatTensor<Self>,
        grad: FloatTensor<Self>,
        x: FloatTensor<Self>,
        function: Function,
    ) -> FloatTensor<Self> {
        node!(DoubleBackwardNode, C, [grad_grad, grad, x], function, |grad_grad, grad, x| {
            B::activation_double_backward(grad_grad, grad, x, function)
        })
    }

    fn softplus_learned_beta(x: FloatTensor<Self>, beta: FloatTensor<Self>) -> FloatTensor<Self> {
        node!(LearnedBetaNode, C, [x, beta], (), |x, beta| B::softplus_learned_beta(x, beta))
    }

    fn softplus_partial(
        weight: FloatTensor<Self>,
        x: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        partial: Partial,
    ) -> FloatTensor<Self> {
        node!(PartialNode, C, [weight, x, beta], partial, |weight, x, beta| {
            B::softplus_partial(weight, x, beta, partial)
        })
    }

    fn softplus_partial_sum(
        weight: FloatTensor<Self>,
        x: FloatTensor<Self>,
        beta: FloatTensor<Self>,
        partial: Partial,
    ) -> FloatTensor<Self> {
        node!(PartialNode, C, [weight, x, beta], partial, |weight, x, beta| {
            B::softplus_partial_sum(weight, x, beta, partial)
        })
    }
}
